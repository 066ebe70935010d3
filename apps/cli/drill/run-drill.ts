import { type Environment, freePort, systemClock } from '@aura-sign/core'
import { hashEmbedder } from '@aura-sign/identity'
import { type DrillReport, runDatabaseDrill, type StepObserver, WriteLedger } from '@aura-sign/recovery'
import { createDrillDirectory } from './drill-directory.ts'
import { EmbeddedDrillStack } from './embedded-drill-stack.ts'
import { ExactSearch } from './exact-search.ts'
import { rememberVectors } from './remember-vectors.ts'
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
  const embedder = rememberVectors(hashEmbedder())
  await using stack = new EmbeddedDrillStack(directory, {
    seed,
    embedder,
    sitePort: await freePort(),
    environment: request.environment,
    whileStarting: () => client.prepareSearches(),
  })
  const client = new SiteDrillClient(stack.siteUrl, () => ExactSearch.prepare(embedder, { identities, seed }))
  return await runDatabaseDrill({
    stack,
    client,
    ledger: new WriteLedger(directory.ledgerPath),
    clock: systemClock,
    identities,
    seed,
    signal,
    observer: request.observer,
  })
}
