import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A Node process running one of the scripts beside this file, killed when it goes out of scope. */
export interface NodeProcess extends AsyncDisposable {
  readonly child: ChildProcess
  /** Every line of standard output so far. */
  readonly lines: readonly string[]
  /** Resolves with the line once there are `count` lines; rejects if the process ends before. */
  line(count: number): Promise<string>
  kill(): Promise<void>
}

/** Runs the pinned Node itself, not a shim around it, so that a kill reaches the process that writes. */
export function spawnNode(script: string, args: readonly string[], options: { uid?: number } = {}): NodeProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const wake = (): void => waiting.forEach((resume) => void resume())
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    wake()
  })
  const closed = once(child, 'close').then(wake)
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
  }
  return {
    child,
    lines,
    kill,
    line: async (count) => {
      for (;;) {
        const line = lines[count - 1]
        if (line !== undefined) return line
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the process ended after ${lines.length} lines`)
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
    [Symbol.asyncDispose]: kill,
  }
}
