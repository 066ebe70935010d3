import { writeSync } from 'node:fs'
import { systemClock } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { knownMigrations } from '@aura-sign/postgres'
import { chooseBackup, executeRestore, planRestore } from '@aura-sign/recovery'
import { dataDirectoryAt } from '@aura-sign/stack'
import { chooseEmbeddedTarget } from '../choose-embedded-target.ts'

const [root = '', storeUrl = '', lastStep = ''] = process.argv.slice(2)

/** Restores the newest backup, and kills itself without warning at the step named on the command line. */
async function main(): Promise<void> {
  const clock = systemClock
  const store = openObjectStore(storeUrl)
  const chosen = await chooseBackup(store, 'latest')
  const { manifest } = chosen
  const target = await chooseEmbeddedTarget(dataDirectoryAt(root), {
    backup: manifest.name,
    into: undefined,
    password: () => 'test',
  })
  const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations() })
  const promote = target.promote.bind(target)
  target.promote = async () => {
    const promotion = await promote()
    dieAt('promoted')
    return promotion
  }
  // In the middle of loading: when the whole file has been read, its statements are still running.
  const onProgress = (progress: { step: string; bytes: number; totalBytes: number }) => {
    if (progress.step !== 'load' || progress.bytes === progress.totalBytes) dieAt(progress.step)
  }
  await executeRestore(target, { plan, manifest, store, clock, onProgress })
}

function dieAt(step: string): void {
  if (step !== lastStep) return
  writeSync(1, `killed at ${step}\n`)
  process.kill(process.pid, 'SIGKILL')
}

await main()
