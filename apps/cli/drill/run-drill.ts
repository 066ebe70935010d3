import { type Environment, freePort, systemClock } from '@aura-sign/core'
import { hashEmbedder } from '@aura-sign/identity'
import { type DrillReport, runDatabaseDrill, type StepObserver, WriteLedger } from '@aura-sign/recovery'
import { createDrillDirectory } from './drill-directory.ts'
import { EmbeddedDrillStack } from './embedded-drill-stack.ts'
import { ExactSearch } from './exact-search.ts'
import { SiteDrillClient } from './site-drill-client.ts'

export interface DrillRequest {
  identities: number
  seed: string
  /** Of the operator; the processes that are started get little of it. */
  environment: Environment
  signal: AbortSignal
  observer: StepObserver & { onSeeded: (done: number) => void }
}

/** The database drill on a disposable embedded stack; whatever happens, nothing of it is left. */
export async function runDrill(request: DrillRequest): Promise<DrillReport> {
  const { identities, seed, signal } = request
  await using directory = await createDrillDirectory()
  const search = await ExactSearch.prepare(hashEmbedder(), { identities, seed })
  await using stack = new EmbeddedDrillStack(directory, {
    seed,
    sitePort: await freePort(),
    environment: request.environment,
  })
  return await runDatabaseDrill({
    stack,
    client: new SiteDrillClient(stack.siteUrl, search),
    ledger: new WriteLedger(directory.ledgerPath),
    clock: systemClock,
    identities,
    seed,
    signal,
    observer: request.observer,
  })
}
