import type {
  ObjectFailure,
  ObjectsBackupPlan,
  ObjectsRestorePlan,
  ObjectsRestoreResult,
  ObjectsRun,
} from '@aura-sign/recovery'
import { formatBytes, formatCount, formatSeconds } from '../progress/format-quantity.ts'

const namedMax = 20

/** What a run would do, for people. */
export function renderBackupPlan(plan: ObjectsBackupPlan): string {
  const lines = [
    `${formatCount(plan.total)} objects, ${formatBytes(plan.totalBytes)}, and ${formatCount(plan.copies)} copies`,
    `to copy:      ${formatCount(plan.missing)} new and ${formatCount(plan.overwritten)} that differ, ${formatBytes(plan.bytes)}`,
    `to move away: ${formatCount(plan.deleted)} that are deleted in the object store`,
  ]
  if (plan.isSuspicious) {
    lines.push('More than half of the copies would change: deletions and overwrites wait until they are confirmed.')
  }
  return `${lines.join('\n')}\n`
}

/** What a run did, for people. */
export function renderObjectsRun(run: ObjectsRun): string {
  const { copied, objects } = run
  const lines = [
    `${formatCount(objects.total)} objects, ${formatBytes(objects.totalBytes)}: ${formatCount(copied.new)} copied, ${formatBytes(copied.bytes)} in ${formatSeconds(run.durationMs / 1000)}; ${formatCount(run.unchanged)} were there`,
    ...count('overwritten, with the old copies kept', copied.overwritten),
    ...count('copies that were damaged, copied again', copied.repaired),
    ...count('deleted in the object store, their copies kept', run.deleted),
    ...count('kept copies removed, as their time was over', run.pruned),
    ...count('deletions and overwrites that wait to be confirmed', run.held.deleted + run.held.overwritten),
    ...failureLines(run.failed, run.failures),
  ]
  return `${lines.join('\n')}\n`
}

export function renderRestorePlan(plan: ObjectsRestorePlan): string {
  const left = plan.overwrite ? 'are overwritten' : 'stay as they are; --overwrite replaces them'
  const lines = [
    'Restore of objects',
    `  from       ${plan.from}`,
    `  into       ${plan.into}`,
    `  which      ${plan.prefix}${plan.deletedSince === null ? '' : `, deleted or overwritten since ${plan.deletedSince}, as they were then`}`,
    `  to copy    ${formatCount(plan.missing)} that are missing, ${formatBytes(plan.missingBytes)}`,
    `  the same   ${formatCount(plan.same)}`,
    `  different  ${formatCount(plan.different)}${plan.different === 0 ? '' : `, ${formatBytes(plan.differentBytes)}: they ${left}`}`,
    ...plan.examples.map((key) => `    ${key}`),
    `  confirm    --confirm=${plan.confirm}`,
  ]
  return `${lines.join('\n')}\n`
}

export function renderRestoreResult(result: ObjectsRestoreResult): string {
  const { missing, different, bytes } = result.restored
  const lines = [
    `restored ${formatCount(missing + different)} objects, ${formatBytes(bytes)} in ${formatSeconds(result.durationMs / 1000)}; ${formatCount(result.same)} were there`,
    ...count('of these overwritten', different),
    ...count('different ones left as they are', result.left),
    ...failureLines(result.failed, result.failures),
  ]
  return `${lines.join('\n')}\n`
}

function count(title: string, number: number): string[] {
  return number === 0 ? [] : [`  ${title}: ${formatCount(number)}`]
}

function failureLines(failed: number, failures: readonly ObjectFailure[]): string[] {
  if (failed === 0) return []
  const named = failures.slice(0, namedMax).map(({ key, detail }) => `  ${key}: ${detail}`)
  const more = failed > named.length ? [`  and ${formatCount(failed - named.length)} more`] : []
  return [`failed: ${formatCount(failed)}`, ...named, ...more]
}
