import { attestAfter, attestBefore } from './attest.ts'
import { type BackgroundWriters, startWriters } from './background-writers.ts'
import { compareAttestations } from './compare-attestations.ts'
import { type DatabaseDrillOptions, DrillContext } from './drill-context.ts'
import type { DrillReport } from './drill-report.ts'
import { judgeDrill } from './judge-drill.ts'
import { pollUntil } from './poll-until.ts'
import { measureLoss, readBack } from './read-back.ts'
import { reconcile } from './reconcile.ts'
import { timeRecovery } from './time-recovery.ts'

const writesBeforeBackup = 3
const writesAfterBackup = 5

/**
 * Destroys the database of a disposable stack under load and recovers it from a backup, measuring time and loss.
 * Always resolves to a report: a step that fails is in it. The stack is left to the caller to close.
 */
export async function runDatabaseDrill(options: DatabaseDrillOptions): Promise<DrillReport> {
  const drill = new DrillContext(options)
  const { recorder, findings } = drill
  try {
    await runSteps(drill)
    recorder.check('the drill ran to its end', true, `${findings.steps.length} steps`)
  } catch (error) {
    const last = findings.steps.at(-1)?.id ?? 'start'
    const reason = error instanceof Error ? error.message : String(error)
    recorder.check('the drill ran to its end', false, `${last}: ${reason}`)
  }
  return judgeDrill(findings)
}

async function runSteps(drill: DrillContext): Promise<void> {
  const { recorder, options } = drill
  const { stack, identities, observer } = options
  const before = await recorder.step('start', (signal) => stack.start(signal))
  const onProgress = (done: number) => observer?.onSeeded?.(done)
  await recorder.step('seed', (signal) => stack.seed(identities, { onProgress, signal }))
  const sendOldSignIn = await recorder.step('sign in', () => signInWriters(drill))
  const writing = startWriters(drill.writers, options)
  try {
    await recorder.step('write', () => writing.acknowledged(writesBeforeBackup))
    const attested = await recorder.step('attest', () => attestBefore(drill))
    const backup = await recorder.step('backup', (signal) => stack.backup(signal))
    drill.findings.snapshotAt = backup.at
    const newcomerId = await recorder.step('write more', () => writeMore(drill, writing))
    await recorder.step('attest more', () => attestAfter(drill, attested))
    await recorder.step('heartbeat', () => awaitHeartbeat(drill, backup.at))
    const knownVector = await recorder.step('kill', () => kill(drill))
    await writing.stop()
    // Only now: the trail outlives the failure, and goes on until it.
    const knownHeartbeat = await recorder.step('read heartbeats', () => stack.newestKnownHeartbeat())
    await recorder.step('destroy database', () => stack.destroyDatabase())
    await recorder.step('find old writers', () => assertNoOldWriter(drill))
    await recorder.step('restore', (signal) => restore(drill, signal))
    await reconcile(drill)
    const after = await recorder.step('start again', (signal) => stack.start(signal))
    drill.recovered('postgres')
    // Before workers replace what came with the backup.
    const recoveredMarks = await recorder.step('read what came back', () => readMarks(drill))
    const identifiers = `${before.systemIdentifier} is now ${after.systemIdentifier}`
    const isNew = before.systemIdentifier !== after.systemIdentifier
    recorder.check('the recovered database is a new cluster', isNew, identifiers)
    await timeRecovery(drill)
    await recorder.step('end of trust', () => checkTrust(drill, sendOldSignIn))
    drill.findings.attestations = await recorder.step('compare attestations', () => compareAttestations(drill))
    const recovered = await recorder.step('compare', () => readBack(drill, { newcomerId }))
    measureLoss(drill, {
      heartbeats: { known: knownHeartbeat, recovered: recoveredMarks.heartbeat },
      vectors: { known: knownVector, recovered: recoveredMarks.vector },
      recovered,
    })
  } finally {
    await writing.stop()
  }
}

/** Signs the writers in and keeps one signed message unsent: its nonce goes into the backup. */
async function signInWriters({ options, writers, recorder }: DrillContext): Promise<() => Promise<boolean>> {
  const { client, ledger, clock } = options
  for (const wallet of writers) {
    await wallet.signIn()
    ledger.add({ kind: 'identity', wallet: wallet.address, number: 0, acknowledgedAt: clock.now().toISOString() })
  }
  const search = await client.checkSearch(writers[0])
  // If it were wrong now, its being wrong later would say nothing about the recovery.
  recorder.check('searches were correct before the failure', search.ok, search.detail)
  return await writers[0].prepareSignIn()
}

/** What is acknowledged from here on is not in the backup. */
async function writeMore({ options, writers, newcomer }: DrillContext, writing: BackgroundWriters): Promise<string> {
  const { ledger, clock } = options
  const userId = await newcomer.signIn()
  ledger.add({ kind: 'identity', wallet: newcomer.address, number: 0, acknowledgedAt: clock.now().toISOString() })
  await writing.acknowledged(writesAfterBackup)
  if (!(await writers[0].isSignedIn())) throw new Error('the session did not work before the failure')
  return userId
}

/** A heartbeat younger than the backup: what was lost is measured from it. */
async function awaitHeartbeat({ options }: DrillContext, backupAt: string): Promise<string> {
  return await pollUntil(async () => {
    const newest = await options.stack.newestKnownHeartbeat()
    return newest !== null && Date.parse(newest) > Date.parse(backupAt) ? newest : null
  }, options)
}

/** Resolves to the time of the newest vector that the database had until then. */
async function kill(drill: DrillContext): Promise<string | null> {
  const { stack, clock } = drill.options
  const knownVector = await stack.newestVectorInDatabase(clock.now())
  drill.failNow()
  await stack.kill()
  return knownVector
}

async function readMarks({ options, failedAt }: DrillContext) {
  const heartbeat = await options.stack.newestHeartbeatInDatabase(failedAt)
  return { heartbeat, vector: await options.stack.newestVectorInDatabase(failedAt) }
}

/** A writer that is still alive would go on acknowledging what the restored database never gets. */
async function assertNoOldWriter({ options, recorder }: DrillContext): Promise<void> {
  const found = await options.stack.findOldWriters()
  recorder.check('no old writer was left before the restore', found.length === 0, found.join('; ') || 'none')
  if (found.length > 0) throw new Error(found.join('; '))
}

async function restore({ options, recorder }: DrillContext, signal: AbortSignal): Promise<void> {
  const { checks, trust } = await options.stack.restore(signal)
  for (const check of checks) recorder.check(`restored ${check.name}`, check.ok, check.detail)
  const ended = trust && `${trust.sessionsEnded} sessions ended, ${trust.noncesBurnt} nonces burnt`
  recorder.check('the restore compared and ended trust', checks.length > 0 && ended !== null, ended ?? 'it did not')
}

async function checkTrust({ writers, recorder }: DrillContext, sendOldSignIn: () => Promise<boolean>): Promise<void> {
  const sessions = await Promise.all(writers.map((wallet) => wallet.isSignedIn()))
  const alive = sessions.filter(Boolean).length
  recorder.check('old sessions are refused', alive === 0, `${alive} of ${sessions.length} still work`)
  const accepted = await sendOldSignIn()
  recorder.check('old nonces are burnt', !accepted, accepted ? 'a nonce from before still signs in' : 'refused')
}
