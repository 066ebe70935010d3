import { SiteClient } from '../site-client/site-client.ts'
import { type SmokeCheck, smokeChecks } from './smoke-checks.ts'

export interface SmokeResult {
  name: string
  ok: boolean
  detail: string
  seconds: number
}

/** Runs the checks in order, all of them even after a failure, reporting each as it ends. */
export async function runSmokeChecks(
  baseUrl: string,
  options: { onResult: (result: SmokeResult) => void; checks?: readonly SmokeCheck[] },
): Promise<boolean> {
  const client = new SiteClient(baseUrl)
  let passed = true
  for (const check of options.checks ?? smokeChecks) {
    const startedMs = performance.now()
    const outcome = await check.run(client).then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: error instanceof Error ? describe(error) : String(error) }),
    )
    passed &&= outcome.ok
    options.onResult({ name: check.name, ...outcome, seconds: (performance.now() - startedMs) / 1000 })
  }
  return passed
}

/** fetch() hides why it failed ("ECONNREFUSED") in the cause. */
function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
