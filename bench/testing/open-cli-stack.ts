import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FinishedCommand, runCommand } from '../../apps/cli/testing/spawn-stack.ts'
import { dataDirectoryAt, type NativeStackInUse, readNativeStack } from '../../packages/stack/index.ts'

/** A native stack in a data directory of its own, worked by the commands of an operator. */
export interface CliStack extends AsyncDisposable {
  /** For AURA_DATA_DIR. */
  readonly root: string
  readonly environment: Record<string, string>
  /** Runs `aura <words>`; throws with what it said unless it ends well. */
  aura(words: readonly string[]): Promise<FinishedCommand>
  inUse(): NativeStackInUse
}

const folder = 'data'
/** As a shell counts a SIGINT. */
const interruptedExitCode = 130

/** Starts services on free ports; stopped and removed on disposal, and when the bench is interrupted. */
export async function openCliStack(options: {
  services: readonly string[]
  environment?: Record<string, string>
}): Promise<CliStack> {
  const parent = mkdtempSync(join(tmpdir(), 'aura-bench-'))
  const root = join(parent, folder)
  // As root the services run as another user, who has to get here.
  chmodSync(parent, 0o711)
  mkdirSync(root)
  const environment = { ...options.environment, AURA_DATA_DIR: root, LOG_LEVEL: 'warn' }
  const aura: CliStack['aura'] = async (words) => {
    const finished = await runCommand(words, environment)
    if (finished.exitCode !== 0) throw new Error(`aura ${words.join(' ')}: ${finished.stderr}`)
    return finished
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  const close = async () => {
    for (const signal of signals) process.off(signal, interrupted)
    await aura(['stack', 'down', '-v', '--confirm', folder])
    rmSync(parent, { recursive: true, force: true })
  }
  async function interrupted() {
    await close()
    process.exit(interruptedExitCode)
  }
  for (const signal of signals) process.on(signal, interrupted)
  try {
    await aura(['stack', 'up', '-d', '--free-ports', ...options.services])
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...{ root, environment, aura },
    inUse: () => {
      const found = readNativeStack(dataDirectoryAt(root).nativeStack)
      if (!found) throw new Error('the stack is not there any more')
      return found
    },
    [Symbol.asyncDispose]: close,
  }
}
