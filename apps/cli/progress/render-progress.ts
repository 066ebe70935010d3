import { formatBytes, formatCount, formatSeconds } from './format-quantity.ts'

export interface ProgressLine {
  name: string
  unit: 'bytes' | 'items'
  done: number
  total?: number
  ratePerSecond?: number
  secondsLeft?: number
}

const barWidth = 24
const nameWidth = 18

/** One line of a terminal: name, bar, amount, rate, time left; cut to the terminal's width. */
export function renderProgress(line: ProgressLine, columns: number): string {
  const format = line.unit === 'bytes' ? formatBytes : formatCount
  const parts = [`… ${line.name.padEnd(nameWidth)}`]
  if (line.total !== undefined && line.total > 0) parts.push(bar(line.done / line.total))
  if (line.done > 0)
    parts.push(line.total === undefined ? format(line.done) : `${format(line.done)} of ${format(line.total)}`)
  if (line.ratePerSecond !== undefined) parts.push(`${format(line.ratePerSecond)}/s`)
  if (line.secondsLeft !== undefined) parts.push(`${formatSeconds(line.secondsLeft)} left`)
  // A line that wraps would leave its first half behind when it is redrawn.
  return parts.join('  ').slice(0, Math.max(0, columns - 1))
}

export function renderStepEnd(step: { name: string; ok: boolean; seconds: number; detail?: string }): string {
  const head = `${step.ok ? '✓' : '✗'} ${step.name.padEnd(nameWidth)}  ${formatSeconds(step.seconds).padStart(8)}`
  return step.detail ? `${head}  ${step.detail}` : head
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth)
  return `${'━'.repeat(filled)}${'╌'.repeat(barWidth - filled)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`
}
