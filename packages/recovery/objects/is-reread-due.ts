import { sha256Hex } from '@aura-sign/core'
import { contentHashOf } from './object-keys.ts'

const slotMs = 15 * 60_000
const slots = 30 * 24 * 4

/**
 * Whether a copy from before is read again in this quarter of an hour: each is once in thirty days, so that a disk that forgets is
 * noticed while the source still has the object.
 */
export function isRereadDue(key: string, now: Date): boolean {
  const hash = contentHashOf(key) ?? sha256Hex(key)
  return Number.parseInt(hash.slice(0, 8), 16) % slots === Math.floor(now.getTime() / slotMs) % slots
}
