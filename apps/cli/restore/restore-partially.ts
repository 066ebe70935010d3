import { AuraError } from '@aura-sign/core'
import { chooseBackup, type RestoredTables, restoreTables, tablesOf } from '@aura-sign/recovery'
import { identitiesInUse } from '../backup/identities-in-use.ts'
import { openRestoreStore } from '../backup/open-restore-store.ts'
import type { CommandContext } from '../config.ts'
import type { Progress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { formatCount } from '../progress/format-quantity.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { withDatabase } from '../with-database.ts'
import { assertDatabaseName, restoredNames } from './database-name.ts'

export interface PartialRestoreFlags extends StackFlag {
  backup?: string
  into?: string
  table?: string[]
  only?: keyof typeof tablesOf
  dryRun?: true
  json?: true
}

const stepTitles = { 'verify-backup': 'verify backup', load: 'load', compare: 'compare' }

/** Restores single tables into a schema of their own in the database in use. Nothing is replaced, so nothing has to be confirmed. */
export async function restorePartially(
  context: CommandContext,
  { flags, progress }: { flags: PartialRestoreFlags; progress: Progress },
): Promise<void> {
  const tables = [...new Set([...(flags.only ? tablesOf[flags.only] : []), ...(flags.table ?? [])])]
  if (flags.into !== undefined) assertDatabaseName(flags.into)
  await withDatabase(
    context,
    async ({ sql, stack }) => {
      const store =
        stack.kind !== 'embedded' && stack.restoreStore ? openStore(stack.restoreStore) : openRestoreStore(context)
      const { manifest } = await chooseBackup(store, flags.backup ?? 'latest')
      const schema = flags.into ?? (await freeSchema(sql, manifest.name))
      const plan = { backup: manifest.name, snapshotAt: manifest.snapshotAt, store: store.url, schema, tables }
      if (flags.dryRun) {
        process.stdout.write(flags.json ? `${JSON.stringify(plan)}\n` : `${renderPlan(plan)}\n`)
        return
      }
      if (!flags.json) process.stderr.write(`${renderPlan(plan)}\n`)
      const steps = followSteps(progress, stepTitles)
      try {
        const restored = await restoreTables(sql, {
          ...{ manifest, store, tables, schema, identities: identitiesInUse(context), onProgress: steps.update },
        })
        steps.end()
        process.stdout.write(flags.json ? `${JSON.stringify(restored)}\n` : renderTables(restored))
      } catch (error) {
        steps.fail()
        throw error
      }
    },
    flags,
  )
}

async function freeSchema(
  sql: Parameters<Parameters<typeof withDatabase>[1]>[0]['sql'],
  backup: string,
): Promise<string> {
  const names = restoredNames(backup)
  const rows = await sql<
    { name: string }[]
  >`select nspname::text as name from pg_namespace where nspname = any(${names})`
  const taken = new Set(rows.map(({ name }) => name))
  const free = names.find((name) => !taken.has(name))
  if (free === undefined) throw new AuraError('target_not_empty', { target: names[0] ?? backup })
  return free
}

function renderPlan(plan: { backup: string; snapshotAt: string; schema: string; tables: readonly string[] }): string {
  return `Restore plan\n  backup    ${plan.backup}, the state of ${plan.snapshotAt}\n  tables    ${plan.tables.join(', ')}\n  into      the new schema ${plan.schema} of the database in use; nothing else is touched`
}

function renderTables({ backup, schema, tables, checks, merge }: RestoredTables): string {
  return [
    `restored from ${backup} into the schema ${schema}`,
    ...Object.entries(tables).map(([name, { rows }]) => `  ${name}: ${formatCount(rows)} rows`),
    ...checks.map((check) => `  ok  ${check.name}: ${check.detail}`),
    'next: look at the rows there; these take over what is missing from the tables in use, and overwrite nothing:',
    ...merge.map((statement) => `  ${statement}`),
    `then: drop schema "${schema}" cascade;`,
    '',
  ].join('\n')
}
