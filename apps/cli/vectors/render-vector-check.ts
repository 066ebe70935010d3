import type { VectorReport } from './vector-report.ts'

/** The report for people. */
export function renderVectorCheck(report: VectorReport): string {
  const { model, rows, missing, index, sample, recall, recallMin } = report
  const lines = [
    `vectors:  ${rows.toLocaleString('en-US')} of ${model}, missing: ${missing.toLocaleString('en-US')}`,
    index === null
      ? 'index:    none that serves'
      : `index:    ${index.name}, ${index.method} of ${index.precision}${parameters(index.parameters)}, ${mebibytes(index.sizeBytes)}`,
    recall === null
      ? 'recall:   nothing to measure'
      : `recall:   ${recall.toFixed(4)} of the ten nearest in ${sample} searches, at least ${recallMin}: ${recall >= recallMin ? 'ok' : 'TOO LOW'}`,
    ...report.findings.map((finding) => `${report.ok ? 'note' : 'fault'}:`.padEnd(10) + finding),
    ...(report.ok ? [] : ['next:     "Vector Index Rebuild" in docs/runbooks/DR_RUNBOOK.md']),
  ]
  return `${lines.join('\n')}\n`
}

function parameters(values: Readonly<Record<string, string>>): string {
  const words = Object.entries(values).map(([name, value]) => `${name} ${value}`)
  return words.length > 0 ? ` (${words.join(', ')})` : ''
}

function mebibytes(sizeBytes: number): string {
  return `${(sizeBytes / 1_048_576).toFixed(1)} MiB`
}
