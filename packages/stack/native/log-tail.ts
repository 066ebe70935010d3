import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { redactUrl } from '@aura-sign/core'

const bytesMax = 16 * 1024

/** The last lines that a log got since `fromOffset` (bytes), without passwords in URLs; empty when there are none. */
export function logTail(path: string, options: { linesMax: number; fromOffset: number }): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  // A log that was trimmed since has become shorter than that.
  const from = options.fromOffset > size ? 0 : options.fromOffset
  const start = Math.max(from, size - bytesMax)
  const buffer = Buffer.alloc(size - start)
  if (buffer.length === 0) return ''
  const file = openSync(path, 'r')
  try {
    const bytes = readSync(file, buffer, 0, buffer.length, start)
    const lines = buffer.toString('utf8', 0, bytes).trimEnd().split('\n')
    return lines.slice(-options.linesMax).map(redactUrl).join('\n')
  } finally {
    closeSync(file)
  }
}
