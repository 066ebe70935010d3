import type { ObjectsBackupState } from '@aura-sign/recovery'
import type { Fact } from '../fact.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'

/** The alert ObjectsBackupLate fires above this. */
export const objectCopiesAgeSecondsMax = 1_800
const name = 'object copies'

/** The copies of the objects: made lately, of all of them, and not waiting for anybody. */
export function checkObjectCopies(
  fact: Fact<ObjectsBackupState> | null,
  { now, running }: { now: Date; running: boolean },
): Finding[] {
  if (fact === null) return []
  if (!fact.known) {
    const next = 'See that the store is up and its credentials are right.'
    return [fail(name, `the backup store does not say: ${fact.reason}`, next)]
  }
  const { newest, newestDone } = fact.value
  const run = 'Run "./aura backup objects".'
  if (newest?.state === 'held') {
    const { deleted, overwritten } = newest.held
    const detail = `${deleted} deletions and ${overwritten} overwrites wait, too many to be done unasked`
    const next =
      'If they are meant, confirm them with "./aura backup objects --confirm=NAME"; else bring the objects back.'
    return [fail(name, detail, next)]
  }
  if (!newestDone) return [warn(name, 'there are none', run)]
  const minutes = (now.getTime() - new Date(newestDone.startedAt).getTime()) / 60_000
  const detail = `the newest are ${Math.round(minutes)} minutes old`
  if (newestDone.failed > 0) {
    const next = 'Look at what "./aura backup objects" names: these objects are nowhere else.'
    return [fail(name, `${newestDone.failed} objects have none`, next)]
  }
  return [running && minutes * 60 > objectCopiesAgeSecondsMax ? fail(name, detail, run) : ok(name, detail)]
}
