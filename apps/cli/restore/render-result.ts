import type { ReconcileReport } from '@aura-sign/identity'
import type { RestoreResult } from '@aura-sign/recovery'
import { formatSeconds } from '../progress/format-quantity.ts'
import { renderReconcileReport } from '../reconcile/render-reconcile-report.ts'

/** What a restore did, for people; `next` is what is left for them to do. */
export function renderResult(
  result: RestoreResult,
  { report, next }: { report: ReconcileReport | null; next: string },
): string {
  const { trust, checks, roles } = result
  const lines = [`restored ${result.backup} into ${result.database} in ${formatSeconds(result.durationMs / 1000)}`]
  lines.push(...checks.map((check) => `  ok  ${check.name}: ${check.detail}`))
  if (trust) {
    const { sessionsEnded, noncesBurnt, leasesReleased } = trust
    lines.push(`  ended ${sessionsEnded} sessions, burnt ${noncesBurnt} nonces, released ${leasesReleased} jobs`)
  }
  if (roles && roles.created.length > 0) lines.push(`  made the roles ${roles.created.join(', ')}, without passwords`)
  lines.push(...(roles?.refused ?? []).map(({ role, detail }) => `  the role ${role} was not made: ${detail}`))
  if (result.previous) lines.push(`the database used before is kept: ${result.previous}`)
  if (result.journal) lines.push(`written down: ${result.journal}`)
  else lines.push('not written down: the backup store took no entry into its journal')
  const reconciled = report ? renderReconcileReport(report, { dryRun: false }) : ''
  return `${lines.join('\n')}\n${reconciled}next: ${next}\n`
}
