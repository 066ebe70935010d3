import { styleText } from 'node:util'
import {
  type AttestationResult,
  type Component,
  components,
  type DrillReport,
  type LostWrite,
  type Objective,
} from '@aura-sign/recovery'
import { renderTable } from '../backup/render-backups.ts'
import { formatSeconds } from '../progress/format-quantity.ts'

const lostShownMax = 5

/** A drill's report for people; `color` only for a terminal. */
export function renderDrillReport(report: DrillReport, options: { color: boolean }): string {
  const paint = (style: 'green' | 'red' | 'bold' | 'dim', text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text
  const seconds = report.steps.reduce((sum, step) => sum + step.seconds, 0)
  const verdict = report.passed ? paint('green', 'PASSED') : paint('red', 'FAILED')
  const heading = `${paint('bold', `Drill: ${report.scenario} on ${report.stack}`)}   ${verdict} in ${formatSeconds(seconds)}`
  const sections = [
    `${heading}\n${paint('dim', `seed ${report.seed}, started ${report.startedAt}`)}\n`,
    renderComponents(report),
    renderClocks(report.clocks),
    renderLost(report.lost),
    renderAttestations(report.attestations),
    report.checks
      .map(({ name, ok, detail }) => `  ${ok ? paint('green', '✓') : paint('red', '✗')} ${name}: ${detail}\n`)
      .join(''),
    renderSteps(report),
  ]
  return `\n${sections.join('\n')}\n`
}

function renderComponents(report: DrillReport): string {
  const rows = components.map((component) => [`  ${component}`, ...componentCells(report, component)])
  return `${renderTable([['  COMPONENT', 'RTO', 'TARGET', 'RPO', 'TARGET'], ...rows])}  (- is not part of this drill)\n`
}

function componentCells(report: DrillReport, component: Component): string[] {
  const result = report.components[component]
  if (!result) return ['-', '-', '-', '-']
  return [measured(result.rto), target(result.rto), measured(result.rpo), target(result.rpo)]
}

function measured({ measuredSeconds }: Objective): string {
  if (measuredSeconds === null) return 'not measured'
  return measuredSeconds === 0 ? '0' : formatSeconds(measuredSeconds)
}

function target({ targetSeconds }: Objective): string {
  if (targetSeconds === 0) return '0'
  return targetSeconds % 3600 === 0 ? `${targetSeconds / 3600} h` : `${targetSeconds / 60} min`
}

function renderClocks(clocks: DrillReport['clocks']): string {
  const clock = (seconds: number | null) => (seconds === null ? 'not reached' : formatSeconds(seconds))
  return renderTable([
    ['  from the failure to the first valid sign-in', clock(clocks.signInSeconds)],
    ['  from the failure to the first correct search', clock(clocks.correctSearchSeconds)],
    ['  from the failure to the vector index online', clock(clocks.indexOnlineSeconds)],
  ])
}

function renderLost(lost: readonly LostWrite[] | null): string {
  if (lost === null) return '  lost: not compared, the drill ended before\n'
  if (lost.length === 0) return '  lost: nothing\n'
  const shown = lost
    .slice(0, lostShownMax)
    .map(({ kind, id, acknowledgedAt }) => `    ${acknowledgedAt}  ${kind} ${id}\n`)
  const more = lost.length > lostShownMax ? `    and ${lost.length - lostShownMax} more\n` : ''
  return `  lost: ${lost.length} acknowledged writes, oldest first\n${shown.join('')}${more}`
}

function renderAttestations(result: AttestationResult | null): string {
  if (result === null) return '  attestations: not compared, the drill ended before\n'
  const { younger, recovered, unjournaled, rpo, lost } = result
  const lines = [
    `  attestations younger than the backup: ${recovered.attestations} of ${younger.attestations} came back`,
    `  revocations younger than the backup:  ${recovered.revocations} of ${younger.revocations} came back`,
    `  their RPO: ${measured(rpo)}, target 0${unjournaled > 0 ? `; ${unjournaled} were not copied in time and may be lost` : ''}`,
  ]
  if (lost.length > 0) lines.push(`  lost although copied: ${lost.length}`)
  lines.push(...lost.slice(0, lostShownMax).map(describeLost))
  if (lost.length > lostShownMax) lines.push(`    and ${lost.length - lostShownMax} more`)
  return `${lines.join('\n')}\n`
}

function describeLost({ kind, attester, uid, acknowledgedAt, reason }: AttestationResult['lost'][number]): string {
  return `    ${acknowledgedAt}  ${kind} ${attester} ${uid}: ${reason}`
}

function renderSteps(report: DrillReport): string {
  const steps = report.steps.map((step) => `${step.id} ${step.seconds.toFixed(1)}${step.ok ? '' : ' (failed)'}`)
  return `  seconds: ${steps.join(', ')}\n`
}
