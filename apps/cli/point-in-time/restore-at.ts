import { AuraError, exitCodes, systemClock } from '@aura-sign/core'
import type { ReconcileReport } from '@aura-sign/identity'
import {
  type EndedTrust,
  endTrust,
  judgePointInTime,
  type PointInTime,
  parseTargetTime,
  planPointInTime,
  readPointInTimeSources,
} from '@aura-sign/recovery'
import {
  findServiceContext,
  openNativePgBackRest,
  type PointInTimeStep,
  readActiveDatabase,
  readPointInTimeJournal,
  restorePointInTime,
  type ServiceContext,
  stackLayout,
} from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { confirm } from '../restore/confirm.ts'
import { hasFaults } from '../restore/has-faults.ts'
import { openStack } from '../stack/open-stack.ts'
import type { StackFlag } from '../stack-in-use/add-stack-option.ts'
import { archiveOptions } from '../stack-in-use/archive-target.ts'
import { nativeStack, readNative } from '../stack-in-use/native-stack.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import { readStackInUse } from '../stack-in-use/read-stack-in-use.ts'
import { reconcileRecovered } from './reconcile-recovered.ts'
import { renderPointInTime } from './render-point-in-time.ts'

export interface RestoreAtFlags extends StackFlag {
  readonly dryRun?: true
  readonly json?: true
  readonly confirm?: string
  readonly reconcile: boolean
}

/** `restore --at <time>`: the whole cluster as it was at a time, or at the end of its archived WAL. */
export async function restoreAt(context: CommandContext, at: string, flags: RestoreAtFlags): Promise<void> {
  const clock = systemClock
  const json = flags.json === true
  const target = at === 'latest' ? null : parseTargetTime(at, { now: clock.now() })
  const service = await openService(context, flags)
  const database = readActiveDatabase(service.stackDirectory)
  const name = target?.toISOString() ?? 'latest'
  const archive = archiveOptions(context.config)
  const journal = readPointInTimeJournal(service.stackDirectory)
  // Verified already: what is left are renames, for which neither archive nor trail is needed.
  const plan = journal?.phase === 'switching' ? null : await makePlan(context, service, target)
  const shown = json ? `${JSON.stringify({ plan, confirm: database })}\n` : renderPointInTime(plan, { name, database })
  if (flags.dryRun) return void process.stdout.write(shown)
  process.stderr.write(shown)
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !json
  await confirm({ name: database, given: flags.confirm, interactive })

  const startedMs = clock.monotonicMs()
  const steps = followSteps(
    createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true }),
    titles,
  )
  let reached: string | null = null
  let trust: EndedTrust | null = null
  const outcome: { reconciled: ReconcileReport | null } = { reconciled: null }
  const log = stackLayout(service.stackDirectory).logFile('postgres', 'postgres-recovery')
  const binDirectory = context.config.AURA_POSTGRES_BIN
  try {
    const { kept } = await restorePointInTime(service, {
      stack: await openStack(context),
      archive,
      ...(binDirectory !== undefined && { binDirectory }),
      target: name,
      backup: plan?.backup.label ?? '',
      settings: plan === null ? {} : settingsOf(plan),
      databaseBytes: plan?.backup.databaseBytes ?? 0,
      now: clock.now(),
      use: async (session) => {
        if (plan === null) return
        await session(database, async (sql) => {
          reached = await judgePointInTime(sql, plan, { log })
          trust = await endTrust(sql, { backup: `${plan.backup.label} at ${name}`, now: clock.now() })
          if (flags.reconcile)
            outcome.reconciled = await reconcileRecovered(context, { stack: openInUse(context), sql })
        })
      },
      onStep: (step, share) => steps.update({ step, bytes: Math.round(share * 1000), totalBytes: 1000 }),
    })
    steps.end()
    const durationMs = Math.round(clock.monotonicMs() - startedMs)
    const { reconciled } = outcome
    const backup = plan?.backup.label ?? null
    const result = { target: name, reached, database, backup, kept, trust, reconciled, durationMs }
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : renderResult(result, { reconciles: flags.reconcile }))
    if (reconciled && hasFaults(reconciled)) process.exitCode = exitCodes.failed
  } catch (error) {
    steps.fail()
    throw error
  }
}

const titles: Record<PointInTimeStep, string> = {
  restore: 'restore the files',
  recover: 'replay the WAL, check, end trust',
  switch: 'switch over',
  start: 'start Postgres',
}

async function openService(context: CommandContext, flags: RestoreAtFlags): Promise<ServiceContext> {
  const { kind } = await readStackInUse(context, flags)
  if (kind !== 'native') {
    const kinds = { embedded: 'the embedded one', own: 'a database of your own', compose: 'the compose one' }
    throw new AuraError('restore_at_unsupported', { stack: kinds[kind] })
  }
  const service = await findServiceContext(context.dataDirectory.nativeStack, {
    name: 'postgres',
    projectDirectory: context.projectDirectory,
    userName: context.environment.AURA_SERVICE_USER,
  })
  if (service === null) throw new AuraError('stack_not_running', { path: context.dataDirectory.nativeStack })
  return service
}

function openInUse(context: CommandContext): ReturnType<typeof nativeStack> {
  const native = readNative(context)
  if (native === null) throw new AuraError('stack_not_running', { path: context.dataDirectory.nativeStack })
  return nativeStack(context, native)
}

async function makePlan(context: CommandContext, service: ServiceContext, target: Date | null): Promise<PointInTime> {
  const store = openStore(openInUse(context).backupStore)
  const pgBackRest = await openNativePgBackRest(service, archiveOptions(context.config))
  return planPointInTime(await readPointInTimeSources(pgBackRest, store), target)
}

/** A target that is never reached ends the server (Postgres 13 and newer), instead of at the latest state. */
function settingsOf({ target, timeline }: PointInTime): Readonly<Record<string, string>> {
  const recovery_target_timeline = String(timeline)
  if (target === null) return { recovery_target_timeline }
  const recovery_target_time = target.toISOString().replace('T', ' ').replace('Z', '+00')
  return { recovery_target_timeline, recovery_target_time, recovery_target_action: 'promote' }
}

function renderResult(
  result: {
    target: string
    reached: string | null
    kept: string | null
    trust: EndedTrust | null
    reconciled: ReconcileReport | null
  },
  { reconciles }: { reconciles: boolean },
): string {
  const { target, reached, kept, trust, reconciled } = result
  const lines = [`restored the cluster to ${target}${reached ? `; its newest heartbeat is of ${reached}` : ''}`]
  if (trust) {
    const { sessionsEnded, noncesBurnt, leasesReleased } = trust
    lines.push(`  ended ${sessionsEnded} sessions, burnt ${noncesBurnt} nonces, released ${leasesReleased} jobs`)
  }
  if (reconciled) {
    const { attestations, revocations } = reconciled
    lines.push(
      `  rebuilt ${attestations.rebuilt} attestations and ${revocations.rebuilt} revocations from their copies`,
    )
  }
  const first = reconciles && !(reconciled && hasFaults(reconciled)) ? '' : './aura reconcile attestations, then '
  if (kept) lines.push(`the files used before are kept: ${kept}`)
  lines.push(`next: ${first}./aura backup create --engine physical --type full`)
  return `${lines.join('\n')}\n`
}
