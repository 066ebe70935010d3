import { AuraError, within } from '@aura-sign/core'
import type { RunningStack } from './start-embedded-stack.ts'

/**
 * Starts the stack, waits for SIGINT or SIGTERM, or for the stack to fail, then stops it in order; a second signal ends at once. One that
 * comes during the start counts as soon as there is something to stop.
 */
export async function runUntilStopped(start: () => Promise<RunningStack>): Promise<void> {
  const signalled = Promise.withResolvers<void>()
  let signals = 0
  const onSignal = () => {
    signals += 1
    if (signals > 1) process.exit(130)
    signalled.resolve()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    const stack = await start()
    const failure = await Promise.race([signalled.promise, stack.failed])
    process.stderr.write('aura: stopping\n')
    await stopWithin(stack)
    process.stderr.write('aura: stopped\n')
    if (failure) throw failure
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

async function stopWithin(stack: RunningStack): Promise<void> {
  const seconds = stack.run.stopSecondsMax
  await within(stack.stop(), seconds * 1_000, { late: () => new AuraError('stop_timed_out', { seconds }) })
}
