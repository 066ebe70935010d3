import type { VectorReport } from './vector-report.ts'

/** The report for people. */
export function renderVectorCheck(report: VectorReport): string {
  const { model, rows, missing, index, sample, recall, recallMin, latency } = report
  const lines = [
    `vectors:  ${rows.toLocaleString('en-US')} of ${model}, missing: ${missing.toLocaleString('en-US')}`,
    index === null
      ? 'index:    none that serves'
      : `index:    ${index.name}, ${index.method} of ${index.precision}${parameters(index.parameters)}, ${mebibytes(index.sizeBytes)}`,
    recall === null
      ? 'recall:   nothing to measure'
      : `recall:   ${recall.toFixed(4)} of the ten nearest in ${sample} searches, at least ${recallMin}: ${recall >= recallMin ? 'ok' : 'TOO LOW'}`,
    ...(latency === null
      ? []
      : [
          `latency:  ${latency.indexMs.toFixed(1)} ms through the index, ${latency.exactMs.toFixed(1)} ms comparing all`,
        ]),
    ...report.statistics.map(({ name, scans, rows: covered }) => {
      const valid = report.indexes.find((one) => one.name === name)?.valid === true
      const holds = covered === null ? '' : `, ${covered.toLocaleString('en-US')} rows`
      return `found:    ${name}${valid ? '' : ', not valid'}, ${scans.toLocaleString('en-US')} scans${holds}`
    }),
    `rows:     ${report.deadRows.toLocaleString('en-US')} dead, ${report.foreign} of other models, ${report.zero + report.null} without direction`,
    `verdict:  ${report.verdict}`,
    ...report.findings.map((finding) => `${report.ok ? 'note' : 'fault'}:`.padEnd(10) + finding),
    ...(report.verdict === 'rebuild'
      ? ['next:     "./aura reindex", or "Vector Index Rebuild" in docs/runbooks/DR_RUNBOOK.md']
      : report.ok
        ? []
        : ['next:     see that workers run: "./aura workers status"']),
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
