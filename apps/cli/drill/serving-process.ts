import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { sleep } from '@aura-sign/core'
import { type RunFile, readRunFile } from '@aura-sign/stack'
import { lastMessage, spawnAura } from './run-command.ts'

const startTimeoutMs = 60_000
const pollMs = 20
const outputKeptCharacters = 20_000

/** A disposable stack's process: started here, and the only one that is ever signalled. */
export class ServingProcess {
  readonly run: RunFile
  readonly #child: ChildProcess
  readonly #runFile: string

  private constructor(child: ChildProcess, run: RunFile, runFile: string) {
    this.#child = child
    this.run = run
    this.#runFile = runFile
  }

  /** Runs `aura up`; resolves when the run file carries this process and this drill. */
  static async start(options: {
    environment: Readonly<Record<string, string>>
    runFile: string
    drillId: string
    signal: AbortSignal
  }): Promise<ServingProcess> {
    const child = spawnAura(['up'], options.environment)
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-outputKeptCharacters)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const startedMs = performance.now()
    while (child.exitCode === null && child.signalCode === null && performance.now() - startedMs < startTimeoutMs) {
      if (options.signal.aborted) break
      const run = readRunFile(options.runFile)
      if (run?.pid === child.pid && run?.drill === options.drillId)
        return new ServingProcess(child, run, options.runFile)
      await sleep(pollMs)
    }
    await killAndWait(child)
    throw new Error(`the disposable stack did not start: ${lastMessage(output)}`)
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Throws unless the run file still names this very process and drill. */
  assertOwn(): void {
    const run = readRunFile(this.#runFile)
    if (run?.pid === this.#child.pid && run?.drill !== undefined && run.drill === this.run.drill) return
    throw new Error('the running stack is not the one that this drill made')
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    await killAndWait(this.#child)
  }
}

async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
