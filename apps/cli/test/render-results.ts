import type { SuiteResult } from './suite-result.ts'

/** A table of how many tests passed and failed per suite and database, then the totals as a plain line. */
export function renderResults(results: readonly SuiteResult[]): string {
  const header = ['SUITE', 'DATABASE', 'PASSED', 'FAILED']
  const rows = results.map(({ suite, database, passed, failed }) => [
    suite,
    database ?? '-',
    String(passed),
    String(failed),
  ])
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  const lines = [header, ...rows].map((row) => row.map(pad).join('  '))
  const total = (key: 'passed' | 'failed') => results.reduce((sum, result) => sum + result[key], 0)
  return `${lines.join('\n')}\n\n${total('passed')} passed, ${total('failed')} failed\n`
}
