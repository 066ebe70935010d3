import { formatBytes } from '../../progress/format-quantity.ts'
import type { DiskFact } from '../facts/disk-facts.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'

/** The alert DiskSpaceLow fires below this share of free room. */
export const shareLow = 0.1
// Postgres stops for good when there is nothing left.
const shareOut = 0.03

/** Room and inodes: either runs out by itself. */
export function checkDisks(disks: readonly DiskFact[]): Finding[] {
  return disks.flatMap((disk) => [checkSpace(disk), checkInodes(disk)])
}

function checkSpace({ name, path, freeBytes, totalBytes }: DiskFact): Finding {
  const share = totalBytes === 0 ? 0 : freeBytes / totalBytes
  const detail = `${formatBytes(freeBytes)} free (${percent(share)}) at ${path}`
  const next = `Make room on the filesystem of ${path}, or move it to a larger one.`
  return judge(`disk ${name}`, { share, detail, next })
}

function checkInodes({ name, path, freeInodes, totalInodes }: DiskFact): Finding {
  if (totalInodes === 0) return ok(`inodes ${name}`, `not counted at ${path}`)
  const share = freeInodes / totalInodes
  const detail = `${freeInodes} free (${percent(share)}) at ${path}`
  const next = `Remove small files from the filesystem of ${path}; there may be room left, but no file can be made.`
  return judge(`inodes ${name}`, { share, detail, next })
}

function judge(name: string, { share, detail, next }: { share: number; detail: string; next: string }): Finding {
  if (share < shareOut) return fail(name, detail, next)
  return share < shareLow ? warn(name, detail, next) : ok(name, detail)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
}
