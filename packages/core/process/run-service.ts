import { within } from '../clock/within.ts'
import { AuraError } from '../errors/aura-error.ts'
import { exitCodes } from '../errors/define.ts'
import { formatError } from '../errors/format-error.ts'

/** A service as its process holds it. */
export interface RunningService {
  /** Finishes what is in hand and closes what was opened. */
  stop(): Promise<void>
  /** How long that may take; then the process ends regardless, with `stop_timed_out`. */
  stopSecondsMax: number
}

/**
 * Runs a service as this process until SIGTERM or SIGINT; a second signal ends it at once. Prints what a person can
 * meet as two lines and exits with its code.
 */
export async function runService(start: () => Promise<RunningService>): Promise<never> {
  const signalled = Promise.withResolvers<void>()
  let signals = 0
  const onSignal = () => {
    signals += 1
    if (signals > 1) process.exit(interruptedExitCode)
    signalled.resolve()
  }
  // Before the start, so that a signal during it stops in order what has been started.
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  try {
    const service = await start()
    await signalled.promise
    await stopWithin(service)
    process.exit(exitCodes.ok)
  } catch (error) {
    if (!(error instanceof AuraError)) {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(exitCodes.failed)
    }
    process.stderr.write(formatError(error))
    // What failed may have left something running that would keep the process alive.
    process.exit(error.exitCode)
  }
}

/** What shells report of a process that SIGINT ended. */
const interruptedExitCode = 130

async function stopWithin(service: RunningService): Promise<void> {
  const seconds = service.stopSecondsMax
  await within(service.stop(), seconds * 1_000, { late: () => new AuraError('stop_timed_out', { seconds }) })
}
