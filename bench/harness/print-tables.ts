import { describeMachine } from './describe-machine.ts'

export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What has to be at least, or at most, so much. */
export interface ReportLimit {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly min?: number
  readonly max?: number
}

/**
 * Prints a benchmark with its machine, as Markdown that can go into docs/benchmarks.md as it is; one JSON object with `--json` on the
 * command line.
 */
export function printTables(report: {
  name: string
  /** What else has to be known to judge the figures. */
  notes: readonly string[]
  tables: readonly ReportTable[]
  limits: readonly ReportLimit[]
}): void {
  const machine = describeMachine()
  if (process.argv.includes('--json')) {
    const limits = report.limits.map((limit) => ({ ...limit, met: isMet(limit) }))
    process.stdout.write(`${JSON.stringify({ ...report, limits, machine }, undefined, 2)}\n`)
    return
  }
  const { cpu, cores, memoryGib, platform, node } = machine
  const lines = [`## ${report.name}`, '', `${cpu}, ${cores} cores, ${memoryGib} GiB, ${platform}, Node ${node}.`]
  lines.push(...report.notes)
  for (const table of report.tables) lines.push('', ...markdownTable(table))
  lines.push('', ...report.limits.map(limitLine))
  process.stdout.write(`${lines.join('\n')}\n`)
}

export function markdownTable({ title, columns, rows }: ReportTable): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line([title, ...columns]), `|${'---|'.repeat(columns.length + 1)}`, ...rows.map(line)]
}

/** Never met by what was not measured. */
export function isMet({ value, min, max }: ReportLimit): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max) && !Number.isNaN(value)
}

function limitLine(limit: ReportLimit): string {
  const bound = limit.min === undefined ? `at most ${limit.max}` : `at least ${limit.min}`
  return `${limit.name}: ${figure(limit.value)}${limit.unit}, ${bound}${limit.unit}: ${isMet(limit) ? 'met' : 'MISSED'}`
}

/** Three digits, so that what nearly meets its target does not look as if it did. */
export function figure(value: number): string {
  const size = Math.abs(value)
  return size < 10 ? value.toFixed(2) : size < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')
}
