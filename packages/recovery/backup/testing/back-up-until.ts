import { writeSync } from 'node:fs'
import { systemClock } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { createBackup } from '../create-backup.ts'
import { openServerSnapshotSource } from '../server-snapshot-source.ts'

const [storeUrl = '', at = '', lastStep = ''] = process.argv.slice(2)
const { DATABASE_URL: url = '' } = process.env

/** Backs a server's database up, and kills itself without warning at the step named on the command line. */
await createBackup(openServerSnapshotSource({ url }), {
  store: openObjectStore(storeUrl),
  clock: { ...systemClock, now: () => new Date(at), monotonicMs: () => systemClock.monotonicMs() },
  onProgress: ({ step }) => {
    if (step !== lastStep) return
    writeSync(1, `killed at ${step}\n`)
    process.kill(process.pid, 'SIGKILL')
  },
})
