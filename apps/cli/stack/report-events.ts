import type { StackEvent } from '@aura-sign/stack'
import { formatSeconds } from '../progress/format-quantity.ts'

/** Writes what happens to a stack as lines, or as NDJSON. */
export function reportEvents(options: { json: boolean; write: (text: string) => void }): (event: StackEvent) => void {
  const { json, write } = options
  return (event) => write(`${json ? JSON.stringify(event) : renderEvent(event)}\n`)
}

function renderEvent(event: StackEvent): string {
  switch (event.type) {
    case 'note':
      return `aura: ${event.message}`
    case 'unavailable':
      return `aura: ${event.service} left out: ${event.reason}`
    case 'recreating':
      return `aura: ${event.service.padEnd(17)} recreating: its settings have changed, its data stays`
    default: {
      const time = event.seconds === undefined ? '' : ` (${formatSeconds(event.seconds)})`
      return `aura: ${event.service.padEnd(17)} ${event.type}${time}`
    }
  }
}
