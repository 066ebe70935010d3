import { statfsSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'

const bytesPerMebibyte = 1024 * 1024

/** Refuses to start on a disk that is nearly full (`disk_nearly_full`): a database that cannot write WAL stops. */
export function assertDiskSpace(directory: string, options: { freeBytesMin: number }): void {
  const { bavail, bsize } = statfsSync(directory)
  const freeBytes = bavail * bsize
  if (freeBytes >= options.freeBytesMin) return
  throw new AuraError('disk_nearly_full', {
    path: directory,
    freeMebibytes: Math.floor(freeBytes / bytesPerMebibyte),
    wantedMebibytes: Math.ceil(options.freeBytesMin / bytesPerMebibyte),
  })
}
