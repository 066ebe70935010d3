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

  const search = await recorder.step('first correct search', () =>
    pollUntil(async () => {
      const result = await client.checkSearch(visitor)
      if (!result.ok) throw new Error(result.detail)
      return result
    }, options),
  )
  clocks.correctSearchSeconds = drill.secondsSinceFailure()
  recorder.check('searches are correct', search.ok, search.detail)

  await recorder.step('index online', () => pollUntil(async () => (await stack.isIndexOnline()) || null, options))
  clocks.indexOnlineSeconds = drill.recovered('vectors')

  await recorder.step('first worker job', () => client.finishTestJob())
  drill.recovered('workers')
}
