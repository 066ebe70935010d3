import { AuraError } from '@aura-sign/core'
import { assertStoresApart } from '@aura-sign/object-store'
import type { StackInUse, StoreInUse } from '../../stack-in-use/stack-in-use.ts'
import type { Fact } from '../fact.ts'
import type { BackupFacts } from '../facts/backup-facts.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'

export interface BackupContext {
  readonly now: Date
  /** Whether something should be writing heartbeats now. */
  readonly running: boolean
}

const hourMs = 3_600_000
/** The alert BackupTooOld fires above this. */
export const backupAgeSecondsMax = 48 * 3600
/** The alert HeartbeatTrailStale fires above this. */
export const heartbeatAgeSecondsMax = 120

/** The backup store: apart from what it protects, readable, and with something recent in it. */
export function checkBackups(stack: StackInUse, fact: Fact<BackupFacts> | null, context: BackupContext): Finding[] {
  if (stack.backupStore === null || fact === null) {
    return [warn('backup store', 'none is named', 'Set BACKUP_STORE_URL to a place away from the data.')]
  }
  const apart = checkApart(stack, stack.backupStore)
  if (!fact.known) {
    const next = 'See that the store is up and its credentials are right: without it there is nothing to recover from.'
    return [...apart, fail('backups', `the backup store cannot be read: ${fact.reason}`, next)]
  }
  return [...apart, checkNewest(fact.value, context), ...checkDamaged(fact.value), checkHeartbeat(fact.value, context)]
}

/** What loses the objects must not lose their backups. */
function checkApart({ objectStore, kind }: StackInUse, backupStore: StoreInUse): Finding[] {
  const name = 'backup store'
  try {
    if (objectStore && assertStoresApart(objectStore.url, backupStore.url) !== null) {
      const next = 'On a server, set BACKUP_STORE_URL to an S3 server elsewhere, with credentials of its own.'
      return [warn(name, 'backups and objects are on the same S3 server, so one loss takes both', next)]
    }
  } catch (error) {
    if (!(error instanceof AuraError)) throw error
    return [fail(name, error.message, error.hint)]
  }
  if (kind === 'embedded' && objectStore && isBeside(objectStore.url, backupStore.url)) {
    const next = 'Set BACKUP_STORE_URL to another disk, best on another machine.'
    return [warn(name, 'backups are in the data directory, lost together with what they protect', next)]
  }
  return [ok(name, backupStore.url)]
}

/** Whether both are folders of one data directory: `…/embedded/objects` and `…/backups`. */
function isBeside(objectsUrl: string, backupsUrl: string): boolean {
  if (!backupsUrl.startsWith('file:')) return false
  return new URL('../..', `${objectsUrl}/`).href === new URL('..', `${backupsUrl}/`).href
}

function checkNewest({ newestAt }: BackupFacts, { now, running }: BackupContext): Finding {
  const next = 'Run "scripts/db_backup.sh create".'
  // Before the first start there is nothing to back up.
  if (newestAt === null) return (running ? fail : warn)('backups', 'there is no complete backup', next)
  const hours = (now.getTime() - newestAt.getTime()) / hourMs
  const detail = `the newest is ${hours.toFixed(1)} hours old`
  return hours * 3600 > backupAgeSecondsMax ? fail('backups', detail, next) : ok('backups', detail)
}

function checkDamaged({ damaged, incomplete }: BackupFacts): Finding[] {
  if (damaged > 0) {
    const next =
      'Look at "scripts/db_backup.sh list", keep what is damaged as evidence, and check the disk that it is on.'
    return [fail('damaged backups', `${damaged} are not what they were when they were made`, next)]
  }
  if (incomplete === 0) return []
  const next = 'One may be running; if not, its log says why it broke off. Incomplete backups are never restored.'
  return [warn('incomplete backups', `${incomplete} were begun and not finished`, next)]
}

function checkHeartbeat({ heartbeatAt }: BackupFacts, { now, running }: BackupContext): Finding {
  const next =
    'See that the guardian runs, with "./aura stack ps" or "./aura status": without the trail nobody knows what a loss cost.'
  if (heartbeatAt === null) {
    return running ? fail('heartbeat', 'the trail is empty', next) : ok('heartbeat', 'none yet, and nothing runs')
  }
  const seconds = (now.getTime() - heartbeatAt.getTime()) / 1000
  const detail = `the newest is ${Math.round(seconds)} s old`
  return running && seconds > heartbeatAgeSecondsMax ? fail('heartbeat', detail, next) : ok('heartbeat', detail)
}
