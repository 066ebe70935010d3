import { writeSync } from 'node:fs'
import { systemClock } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { chooseBackup, verifyStoredBackup } from '@aura-sign/recovery'
import { scratchAt } from './scratch-at.ts'

const [root = '', storeUrl = '', databaseUrl = '', lastStep = ''] = process.argv.slice(2)

/** Verifies the newest backup, and kills itself without warning at the step named on the command line. */
async function main(): Promise<void> {
  const store = openObjectStore(storeUrl)
  const { manifest } = await chooseBackup(store, 'latest')
  const onProgress = (progress: { step: string; bytes: number; totalBytes?: number }) => {
    const isMiddle = progress.bytes === progress.totalBytes
    if (progress.step !== lastStep || (progress.step === 'load' && !isMiddle)) return
    writeSync(1, `killed at ${progress.step}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
  const scratch = scratchAt({ databaseUrl: databaseUrl === '' ? null : databaseUrl, root })
  await verifyStoredBackup(manifest.name, { store, scratch, probes: [], clock: systemClock, onProgress })
}

await main()
