import type { RestorePlan } from '@aura-sign/recovery'
import { formatBytes, formatCount, formatSeconds } from '../progress/format-quantity.ts'

/** A restore plan for people. */
export function renderPlan(plan: RestorePlan): string {
  const { backup, target } = plan
  const facts: [string, string][] = [
    ['backup', backup.name],
    ['from', backup.store],
    [
      'holds',
      `${formatCount(backup.rows ?? 0)} rows in ${backup.tables} tables, ${formatBytes(backup.sizeBytes)} compressed`,
    ],
    ['state of', `${backup.at}, ${formatSeconds(backup.ageSeconds)} ago; what was written later is not in it`],
    ['schema', `${backup.schemaVersion ?? 'none'}, Postgres ${backup.postgresMajor} into ${target.postgresMajor}`],
    ['into', `${target.name}${stateNotes[target.state]}`],
    ...(target.systemIdentifier === null
      ? []
      : [['server', `${target.location}, system identifier ${target.systemIdentifier}`] satisfies [string, string]]),
    [
      'replaces',
      plan.replaces
        ? `${plan.replaces}, which is kept`
        : plan.promotes
          ? 'nothing'
          : 'nothing: it stays beside what is in use',
    ],
    ['confirm', `--confirm=${plan.confirm}`],
  ]
  // First: an older state than expected is what the operator has to notice.
  const skipped = plan.skipped.map(({ name, problem }) => `  skipped   ${name}: ${problem}\n`).join('')
  const lines = facts.map(([name, value]) => `  ${name.padEnd(9)} ${value}`)
  const steps = plan.steps.map((step, index) => `  ${index + 1}. ${step.title}`)
  return `Restore plan\n${skipped}${lines.join('\n')}\n\n${steps.join('\n')}\n`
}

const stateNotes = {
  empty: ' (new)',
  interrupted: ' (what an interrupted restore left there is removed)',
  verified: ' (restored and verified by an earlier run; only the last step is left)',
}
