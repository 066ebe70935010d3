import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@aura-sign/core'
import { listObjects, type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { startTestDatabase, type TestDatabase } from '@aura-sign/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackup } from '../../backup/create-backup.ts'
import type { Manifest } from '../../backup/manifest.ts'
import { openServerSnapshotSource } from '../../backup/server-snapshot-source.ts'
import { finishEarlier } from './finish-earlier.ts'
import { findUnfinishedPromotion } from './finish-promotion.ts'
import { openServerSession, type ServerSession } from './server-session.ts'

describe('finishEarlier', () => {
  let directory: string
  let store: ObjectStore
  let database: TestDatabase
  let manifest: Manifest
  let session: ServerSession
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura earlier '))
    store = openFilesystemStore(directory)
    database = await startTestDatabase()
    manifest = await createBackup(openServerSnapshotSource({ url: database.url }), { store, clock: systemClock })
    session = await openServerSession({ url: database.url })
  })
  afterEach(async () => {
    await session[Symbol.asyncDispose]()
    await database.close()
    await rm(directory, { recursive: true })
  })

  /** What a run leaves that is killed right after it has put a restored database into use. */
  async function promote() {
    const { name: backup, file } = manifest
    const mark = { backup, sha256: file.sha256, state: 'promoted', previous: 'kept' }
    await database.superuser.unsafe(
      `comment on database ${session.database} is '${JSON.stringify({ auraRestore: mark })}'`,
    )
    expect(await findUnfinishedPromotion(session)).toMatchObject({ backup })
  }
  const finish = (backup: string, isByName: boolean) =>
    finishEarlier(session, { store, journal: { store, who: 'test' }, clock: systemClock, asked: { backup, isByName } })
  async function journal() {
    const entries: unknown[] = []
    for await (const { key } of listObjects(store, 'recovery-journal/'))
      entries.push(JSON.parse(String(await readObject(store, key, { maxBytes: 65_536 }))))
    return entries
  }
  const newer = 'backup_2999-01-01_00-00-00.sql.gz'

  it('says and writes down what an earlier run has put into use, and restores nothing anew when a newer backup has come', async () => {
    await promote()
    const done = { backup: manifest.name, snapshotAt: manifest.snapshotAt, previous: 'kept' }
    expect(await finish(newer, false)).toMatchObject({ ...done, promoted: true, database: session.database })
    expect(await journal()).toMatchObject([{ ...done, action: 'promote', result: 'promoted' }])
    expect(await findUnfinishedPromotion(session)).toBeNull()
    expect(await finish(newer, false)).toBeNull()
    expect(await journal()).toHaveLength(1)
  })

  it('writes it down and goes on when another backup was asked for by name', async () => {
    await promote()
    expect(await finish(newer, true)).toBeNull()
    expect(await journal()).toMatchObject([{ backup: manifest.name, result: 'promoted' }])
    expect(await findUnfinishedPromotion(session)).toBeNull()
  })

  it('writes it down when that backup is no longer there', async () => {
    await promote()
    await store.delete(manifest.name.replace(/\.sql\..*$/, '.manifest.json'))
    expect(await finish(manifest.name, true)).toMatchObject({ backup: manifest.name, snapshotAt: 'unknown' })
  })
})
