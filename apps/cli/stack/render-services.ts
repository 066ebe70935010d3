import type { ServiceState } from '@aura-sign/stack'
import { formatBytes, formatSeconds } from '../progress/format-quantity.ts'

const headings = ['NAME', 'STATE', 'HEALTH', 'PID', 'PORT', 'MEMORY', 'UPTIME'] as const

/** The table of `stack ps`; below it, why something is not well. */
export function renderServices(services: readonly ServiceState[], now: Date): string {
  const rows = services.map((service) => cells(service, now))
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const lines = [headings, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const notes = services
    .filter(({ detail, state }) => detail !== null && state !== 'completed')
    .map(({ name, detail }) => `${name}: ${detail}`)
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n')
}

function cells(service: ServiceState, now: Date): string[] {
  const { name, state, health, pids, port, memoryBytes, startedAt } = service
  const running = state === 'running'
  return [
    name,
    state,
    health ?? '-',
    pids.length > 0 ? pids.join(',') : '-',
    port === null ? '-' : String(port),
    running && memoryBytes !== null ? formatBytes(memoryBytes) : '-',
    running && startedAt !== null ? formatSeconds((now.getTime() - Date.parse(startedAt)) / 1000) : '-',
  ]
}
