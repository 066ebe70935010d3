import type { DrillContext } from './drill-context.ts'
import { pollUntil } from './poll-until.ts'

/** Runs the three clocks, and that of the workers: each until its part of the service works again. */
export async function timeRecovery(drill: DrillContext): Promise<void> {
  const { recorder, options } = drill
  const { clocks } = drill.findings
  const { client, stack } = options
  const visitor = client.newWallet()
  await recorder.step('first sign-in', () => pollUntil(() => visitor.signIn(), options))
  clocks.signInSeconds = drill.recovered('app')

  const wrong: string[] = []
  try {
    await recorder.step('first correct search', () =>
      pollUntil(async () => {
        const result = await client.checkSearch(visitor)
        if (result.ok) return result
        wrong.push(result.detail)
        throw new Error(result.detail)
      }, options),
    )
    clocks.correctSearchSeconds = drill.secondsSinceFailure()
  } finally {
    // A service that is not ready may refuse to search, never answer wrongly.
    recorder.check('no search was answered wrongly', wrong.length === 0, wrong[0] ?? 'from the first on correct')
  }

  await recorder.step('index online', () => pollUntil(async () => (await stack.isIndexOnline()) || null, options))
  clocks.indexOnlineSeconds = drill.recovered('vectors')

  await recorder.step('first worker job', () => client.finishTestJob())
  drill.recovered('workers')
}
