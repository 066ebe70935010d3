import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { AuraError } from '@aura-sign/core'
import { x } from 'tinyexec'
import { projectDirectory } from '../config.ts'

const lookTimeoutMs = 20_000

/** Hands the words to `docker compose` in the checkout; resolves to its exit code. Throws when there is no engine to ask. */
export async function runCompose(
  words: readonly string[],
  { environment }: { environment: NodeJS.ProcessEnv },
): Promise<number> {
  await assertEngine(environment)
  const child = spawn('docker', ['compose', ...words], { cwd: projectDirectory, env: environment, stdio: 'inherit' })
  // Ctrl-C reaches docker too, being of the same terminal: it decides what that means, and this waits for it.
  const ignore = () => undefined
  process.on('SIGINT', ignore)
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return code ?? (signal === 'SIGINT' ? 130 : 143)
  } finally {
    process.off('SIGINT', ignore)
  }
}

async function assertEngine(environment: NodeJS.ProcessEnv): Promise<void> {
  const ask = async (words: string[]) =>
    await x('docker', words, { timeout: lookTimeoutMs, nodeOptions: { env: environment } })
  const compose = await ask(['compose', 'version', '--short']).catch((cause: unknown) => {
    throw new AuraError('docker_missing', {}, { cause })
  })
  if (compose.exitCode !== 0) throw new AuraError('docker_missing')
  const engine = await ask(['info', '--format', '{{.ServerVersion}}'])
  if (engine.exitCode === 0) return
  const detail = engine.stderr.trim().split('\n').at(-1) ?? ''
  throw new AuraError('docker_engine_unreachable', { detail: detail.replace(/\.$/, '') || 'it does not answer' })
}
