import type { Finding } from './finding.ts'

const marks = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' }

/** A line for each check, and below what is not well the next step. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.flatMap(({ name, status, detail, next }) => [
    `${marks[status]}  ${name.padEnd(width)}  ${detail}`,
    ...(next === null ? [] : [`${' '.repeat(6)}${' '.repeat(width)}  next: ${next}`]),
  ])
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed\n`
}
