import { writeSync } from 'node:fs'
import { systemClock } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { knownMigrations } from '@aura-sign/postgres'
import { chooseBackup } from '../../../backup/choose-backup.ts'
import { executeRestore } from '../../execute-restore.ts'
import { planRestore } from '../../plan-restore.ts'
import { ServerRestoreTarget } from '../server-restore-target.ts'
import { openServerSession } from '../server-session.ts'

const [storeUrl = '', name = '', lastStep = ''] = process.argv.slice(2)
const { DATABASE_URL: url = '' } = process.env

/** Restores the newest backup, and kills itself without warning at the step named on the command line. */
async function main(): Promise<void> {
  const clock = systemClock
  const store = openObjectStore(storeUrl)
  const chosen = await chooseBackup(store, 'latest')
  const { manifest } = chosen
  await using session = await openServerSession({ url })
  const target = new ServerRestoreTarget(session, { name, clock })
  const plan = await planRestore(target, { chosen, store, clock, knownSchemaVersions: knownMigrations() })
  const promote = target.promote.bind(target)
  target.promote = async (options) => {
    const promotion = await promote(options)
    dieAt('promoted')
    return promotion
  }
  const onProgress = (progress: { step: string; bytes: number; totalBytes: number }) => {
    // In the middle of loading: when the whole file has been read, its statements are still running.
    if (progress.step !== 'load' || progress.bytes === progress.totalBytes) dieAt(progress.step)
  }
  const settle = async () => dieAt('fenced')
  await executeRestore(target, { plan, manifest, store, clock, onProgress, settle, journal: { store, who: 'test' } })
}

function dieAt(step: string): void {
  if (step !== lastStep) return
  writeSync(1, `killed at ${step}\n`)
  process.kill(process.pid, 'SIGKILL')
}

await main()
