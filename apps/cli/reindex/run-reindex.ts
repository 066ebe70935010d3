import { randomUUID } from 'node:crypto'
import { AuraError, exitCodes, withVariables } from '@aura-sign/core'
import {
  assertReachable,
  assertSchemaCurrent,
  chooseVectorIndex,
  openPool,
  type Sql,
  type VectorIndexSettings,
} from '@aura-sign/postgres'
import {
  executeReindex,
  type MeasureRecall,
  planReindex,
  type ReindexPlan,
  readReindexFacts,
} from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { createProgress, type ProgressStep } from '../progress/create-progress.ts'
import { formatBytes } from '../progress/format-quantity.ts'
import { confirm } from '../restore/confirm.ts'
import { withDatabase } from '../with-database.ts'
import { ensureBackup } from './ensure-backup.ts'
import { readMachine } from './read-machine.ts'
import type { ReindexFlags } from './reindex-flags.ts'
import { renderReindexPlan, renderReindexResult } from './render-reindex.ts'

/** Of the searches whose answers are compared before and after. */
const sample = 50
// Millions of vectors take hours.
const statementTimeoutMs = 24 * 60 * 60_000
const connectionsMax = 3

/** Plans, shows, confirms, backs up, builds, compares and swaps. */
export async function runReindex(context: CommandContext, flags: ReindexFlags): Promise<void> {
  await withDatabase(context, async ({ url }) => {
    const sql = openPool({
      url,
      applicationName: 'aura-reindex',
      statementTimeoutMs,
      connectionsMax,
      keepConnections: true,
    })
    try {
      await assertReachable(sql)
      await assertSchemaCurrent(sql)
      const { plan, dataDirectory } = await readPlan(context, { sql, url, flags })
      show(plan, flags)
      if (flags.dryRun) return
      assertDisk(plan, dataDirectory)
      await confirm({
        name: plan.database,
        given: flags.confirm,
        interactive: process.stdin.isTTY === true && !flags.json,
      })
      if (flags.backup) {
        const { name, made } = await ensureBackup(context)
        process.stderr.write(`aura: ${made ? 'made the backup' : 'there is a backup of the last hour:'} ${name}\n`)
      }
      await execute(context, { sql, plan, flags, domain: await openDomain(context, { sql, url }) })
    } finally {
      await sql.end({ timeout: 5 })
    }
  })
}

async function readPlan(context: CommandContext, { sql, url, flags }: { sql: Sql; url: string; flags: ReindexFlags }) {
  const facts = await readReindexFacts(sql)
  const index: VectorIndexSettings = chooseVectorIndex({ ...context.config, ...flags.settings }, { rows: facts.rows })
  const machine = readMachine({ url, dataDirectory: facts.dataDirectory })
  return { plan: planReindex(facts, { index, offline: flags.offline, machine }), dataDirectory: facts.dataDirectory }
}

function show(plan: ReindexPlan, { json, dryRun }: ReindexFlags): void {
  // Of a dry run the plan is the answer; else it is what comes before.
  const stream = dryRun ? process.stdout : process.stderr
  stream.write(json ? `${JSON.stringify(dryRun ? plan : { event: 'plan', ...plan })}\n` : renderReindexPlan(plan))
}

function assertDisk({ diskFreeBytes, sizeEstimateBytes }: ReindexPlan, path: string | null): void {
  if (diskFreeBytes === null || diskFreeBytes > sizeEstimateBytes) return
  const sizes = { needed: formatBytes(sizeEstimateBytes), free: formatBytes(diskFreeBytes) }
  throw new AuraError('reindex_disk_short', { ...sizes, path: path ?? 'the server' })
}

/** What only the domain knows. */
interface Domain {
  measureRecall: MeasureRecall
  /** Resolves to how many vectors workers have to compute. */
  enqueueMissing(): Promise<number>
}

async function openDomain(context: CommandContext, { sql, url }: { sql: Sql; url: string }): Promise<Domain> {
  const { checkVectors, createEmbedder, enqueueMissingEmbeddings } = await import('@aura-sign/identity')
  const { parseWorkerConfig } = await import('@aura-sign/worker')
  const { model } = createEmbedder(parseWorkerConfig(withVariables(context.environment, { DATABASE_URL: url })))
  const seed = randomUUID()
  const measureRecall: MeasureRecall = (indexName) =>
    checkVectors(sql, { model, sample, seed, now: new Date(), indexName })
  // Identities whose vector is gone, or of another model, are in no index however good: workers compute them.
  const enqueueMissing = () => enqueueMissingEmbeddings(sql, { model, now: () => new Date() })
  return { measureRecall, enqueueMissing }
}

async function execute(
  context: CommandContext,
  options: { sql: Sql; plan: ReindexPlan; flags: ReindexFlags; domain: Domain },
): Promise<void> {
  const { sql, plan, flags, domain } = options
  const progress = createProgress({ stream: process.stderr, json: flags.json, isTty: process.stderr.isTTY === true })
  let shown: ProgressStep | null = null
  try {
    const result = await executeReindex(sql, {
      ...{ plan, measureRecall: domain.measureRecall, recallMin: context.config.VECTOR_RECALL_MIN, force: flags.force },
      onStep: (step) => {
        shown?.end()
        shown = progress.step(step)
      },
      onProgress: ({ done, total }) => shown?.update(done, total),
    })
    ;(shown as ProgressStep | null)?.end()
    const enqueued = await domain.enqueueMissing()
    process.stdout.write(
      flags.json ? `${JSON.stringify({ ...result, enqueued })}\n` : renderReindexResult({ ...result, enqueued }),
    )
    if (!result.ok) process.exitCode = exitCodes.partial
  } catch (error) {
    ;(shown as ProgressStep | null)?.fail()
    throw error
  }
}
