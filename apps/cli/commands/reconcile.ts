import { exitCodes, systemClock } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import { assertReachable, assertSchemaCurrent, type Sql } from '@aura-sign/postgres'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { openChainsInUse } from '../reconcile/open-chains-in-use.ts'
import { openJournalStoreOf } from '../reconcile/open-journal-store.ts'
import { renderReconcileReport } from '../reconcile/render-reconcile-report.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { withDatabase } from '../with-database.ts'

interface ReconcileFlags extends StackFlag {
  dryRun?: true
  json?: true
}

export function registerReconcile(program: Command, context: CommandContext): void {
  const reconcile = program.command('reconcile').description('bring the database and what can prove itself to the same')
  addStackOption(reconcile.command('attestations'))
    .description(
      'rebuild attestations from their signed copies in the backup store, compare those that are there, and copy again what it lacks',
    )
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--json', 'print the report as JSON, progress as NDJSON on standard error')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is the same now, 1 a copy proves nothing, differs from its row or cannot be read,\nor nobody signed what a row says,\n3 all copies are good, but some rows have none yet and are queued.',
    )
    .action((flags: ReconcileFlags) => reconcileAttestations(context, flags))
}

/** Exit code 1 when somebody has to look at a copy or a row; 3 when all copies are good and a job still has some to write. */
async function reconcileAttestations(context: CommandContext, flags: ReconcileFlags): Promise<void> {
  const json = flags.json === true
  const dryRun = flags.dryRun === true
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const report = await run(context, flags, { dryRun, progress })
  process.stdout.write(json ? `${JSON.stringify({ dryRun, ...report })}\n` : renderReconcileReport(report, { dryRun }))
  const { faults, copies } = report
  if (Object.values(faults).some((count) => count > 0)) process.exitCode = exitCodes.failed
  else if (copies.waiting + copies.lost > 0) process.exitCode = exitCodes.partial
}

async function run(
  context: CommandContext,
  flags: ReconcileFlags,
  { dryRun, progress }: { dryRun: boolean; progress: ReturnType<typeof createProgress> },
): Promise<ReconcileReport> {
  const identity = await import('@aura-sign/identity')
  const chains = await openChainsInUse(context)
  const reconcileIn = async ({ sql, stack }: { sql: Sql; stack: StackInUse }) => {
    const store = openJournalStoreOf(stack, context)
    await assertReachable(sql)
    await assertSchemaCurrent(sql)
    const step = progress.step(`reading the copies of the ${stack.kind} stack's attestations at ${store.url}`)
    try {
      const report = await identity.reconcileAttestations(
        { sql, store },
        { now: systemClock.now(), dryRun, chains, onProgress: ({ records }) => step.update(records) },
      )
      step.end()
      return report
    } catch (error) {
      step.fail()
      throw error
    }
  }
  return await withDatabase(context, reconcileIn, flags)
}
