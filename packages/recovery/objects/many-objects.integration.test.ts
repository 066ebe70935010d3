import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Hex, systemClock } from '@aura-sign/core'
import { expect, it } from 'vitest'
import { backupObjects } from './backup-objects.ts'
import { openTestStores, putEvidence } from './testing/object-stores.ts'

const timeoutMs = 600_000

it(
  'a copy of ten thousand objects holds them all, and the next one copies what is new alone',
  async () => {
    using stores = openTestStores()
    const folder = join(stores.root, 'live', 'data', 'evidence')
    mkdirSync(folder, { recursive: true })
    for (let number = 0; number < 10_000; number += 1) {
      writeFileSync(join(folder, sha256Hex(`file ${number}`)), `file ${number}`)
    }
    const run = () => backupObjects({ ...stores, clock: systemClock, keepDays: 30 })
    expect(await run()).toMatchObject({ copied: { new: 10_000 }, state: 'complete' })
    await putEvidence(stores.objects, 'one more')
    expect(await run()).toMatchObject({ copied: { new: 1 }, unchanged: 10_000, state: 'complete' })
  },
  timeoutMs,
)
