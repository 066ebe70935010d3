import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder with those above it. What is new can be passed through by everybody with `forOthers`, whatever the umask is,
 * and belongs to its owner alone else; what was there stays as it is.
 */
export function makePassable(directory: string, { forOthers }: { forOthers: boolean }): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (first === undefined || !forOthers) return
  for (let made = directory; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o711)
}
