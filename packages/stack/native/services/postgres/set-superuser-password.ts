import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { runProgram } from '../run-program.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { isVerifierOf, scramVerifier } from './scram-verifier.ts'

// It replays what a killed server has left, as each start does.
const timeoutMs = 10 * 60_000

/**
 * Gives the superuser of a cluster that does not run the password of the stack when it has another one: secrets may be made
 * anew, and a cluster may come from another stack. In single-user mode, which asks for none. Throws `service_setup_failed`.
 */
export async function setSuperuserPassword(
  context: ServiceContext,
  { dataDirectory, binDirectory }: { dataDirectory: string; binDirectory: string },
): Promise<void> {
  const password = context.secrets.superuserPassword
  const known = await readFile(verifierFileOf(dataDirectory), 'utf8').catch(() => '')
  if (isVerifierOf(known.trim(), password)) return
  const verifier = scramVerifier(password)
  try {
    const words = ['--single', '-c', 'exit_on_error=on', '-D', dataDirectory, 'postgres']
    // Through standard input, for everybody can see a program's words; a verifier holds no quotes.
    const input = `alter role postgres password '${verifier}'\n`
    const options = { user: context.user, workingDirectory: context.directory, timeoutMs, input }
    await runProgram(join(binDirectory, 'postgres'), words, options)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('service_setup_failed', { service: 'postgres', detail, directory: dataDirectory }, { cause })
  }
  await rememberSuperuserPassword(context, { dataDirectory, verifier })
}

/** Writes down beside the roles of a cluster which password its superuser has. */
export async function rememberSuperuserPassword(
  context: ServiceContext,
  { dataDirectory, verifier }: { dataDirectory: string; verifier: string },
): Promise<void> {
  await writeServiceFile(verifierFileOf(dataDirectory), `${verifier}\n`, context.user)
}

function verifierFileOf(dataDirectory: string): string {
  return join(dataDirectory, 'aura-superuser')
}
