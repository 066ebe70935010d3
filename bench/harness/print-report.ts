import { describeMachine } from './describe-machine.ts'
import type { Measurement } from './measure-rounds.ts'

export interface ReportSection {
  readonly title: string
  /** The first is ours; the others are given as multiples of it. */
  readonly measurements: readonly Measurement[]
}

export interface ReportTarget {
  readonly name: string
  /** How many times faster ours has to be. */
  readonly ratioMin: number
  readonly ratio: number
  /** What both are in, when they are no ratios. */
  readonly unit?: string
}

/** Prints a benchmark with its machine: as a table for people, or as one JSON object with `--json` on the command line. */
export function printReport(report: {
  name: string
  sections: readonly ReportSection[]
  targets: readonly ReportTarget[]
}): void {
  const machine = describeMachine()
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ ...report, machine }, undefined, 2)}\n`)
    return
  }
  const lines = [
    report.name,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.platform}, Node ${machine.node}`,
  ]
  for (const section of report.sections) lines.push('', ...sectionLines(section))
  lines.push('', ...report.targets.map(targetLine))
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** How many times the first contender's rate is that of the named one. */
export function ratioTo(section: ReportSection, name: string): number {
  const ours = section.measurements[0]
  const theirs = section.measurements.find((measurement) => measurement.name === name)
  return ours && theirs ? ours.perSecond / theirs.perSecond : Number.NaN
}

function sectionLines(section: ReportSection): string[] {
  const nameWidth = Math.max(...section.measurements.map(({ name }) => name.length), section.title.length)
  const header = `${section.title.padEnd(nameWidth)}  ${'per second'.padStart(12)}  ${'slowest … fastest'.padStart(22)}  ours is`
  const rows = section.measurements.map((measurement, index) => {
    const spread = `${integer(measurement.slowest)} … ${integer(measurement.fastest)}`
    const ratio = index === 0 ? '' : `${figure(ratioTo(section, measurement.name))}×`
    return `${measurement.name.padEnd(nameWidth)}  ${integer(measurement.perSecond).padStart(12)}  ${spread.padStart(22)}  ${ratio.padStart(7)}`
  })
  return [header, ...rows]
}

function targetLine(target: ReportTarget): string {
  const verdict = target.ratio >= target.ratioMin ? 'met' : 'MISSED'
  const { unit = '×' } = target
  return `${target.name}: ${figure(target.ratio)}${unit}, target at least ${target.ratioMin.toLocaleString('en-US')}${unit}: ${verdict}`
}

/** Three digits, so that what nearly meets its target does not look as if it did. */
function figure(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : integer(value)
}

function integer(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
