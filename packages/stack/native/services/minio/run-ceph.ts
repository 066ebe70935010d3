import type { ServiceContext } from '../../service.ts'
import { runProgram } from '../run-program.ts'
import { cephFiles } from './ceph-files.ts'

const timeoutMs = 60_000

/** Runs one of Ceph's programs with this store's settings, as the services' user; returns its output. */
export function runCeph(
  context: ServiceContext,
  program: string,
  words: readonly string[],
  { input }: { readonly input?: string } = {},
): Promise<string> {
  const { root, settings } = cephFiles(context)
  return runProgram(program, ['-c', settings, ...words], {
    user: context.user,
    workingDirectory: root,
    timeoutMs,
    ...(input !== undefined && { input }),
  })
}
