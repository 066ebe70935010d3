import { systemClock } from '@aura-sign/core'
import { openObjectStore, withReader } from '@aura-sign/object-store'
import { startTestDatabase } from '@aura-sign/testkit'
import { startTestBucket } from '@aura-sign/testkit/test-bucket'
import { expect, it } from 'vitest'
import { HeartbeatTrail, readNewestHeartbeat } from '../heartbeat/heartbeat-trail.ts'
import { createBackup } from './create-backup.ts'
import { listBackups } from './list-backups.ts'
import { openServerSnapshotSource } from './server-snapshot-source.ts'

const denied = { code: 'object_store_access_denied' }

it('an account that may only put makes a backup that another one reads back, and none that nobody has read back', async () => {
  await using database = await startTestDatabase()
  await using bucket = await startTestBucket()
  const writer = openObjectStore(bucket.url(), { credentials: await bucket.admitWriter() })
  const reader = openObjectStore(bucket.url(), { credentials: bucket.credentials })
  const source = openServerSnapshotSource({ url: database.url })
  await expect(writer.list('')).rejects.toMatchObject(denied)
  await expect(createBackup(source, { store: writer, clock: systemClock })).rejects.toMatchObject(denied)
  expect((await listBackups(reader)).map(({ state }) => state)).not.toContain('complete')
  const made = await createBackup(source, { store: withReader(writer, reader), clock: systemClock })
  expect(await listBackups(reader)).toMatchObject([{ name: made.name, state: 'complete' }])
  await expect(writer.delete(made.name)).rejects.toMatchObject(denied)
})

it('the heartbeat trail of such an account goes on where it may not delete what is old', async () => {
  await using bucket = await startTestBucket()
  const reader = openObjectStore(bucket.url(), { credentials: bucket.credentials })
  await reader.put('heartbeats/2020-01-01T00_old.ndjson', Buffer.from(''))
  const writer = openObjectStore(bucket.url(), { credentials: await bucket.admitWriter() })
  const trail = new HeartbeatTrail(withReader(writer, reader), { writerId: 'new' })
  const heartbeat = { at: new Date().toISOString(), lsn: null }
  await trail.append(heartbeat)
  expect(await readNewestHeartbeat(reader)).toMatchObject({ at: heartbeat.at })
  expect(await reader.head('heartbeats/2020-01-01T00_old.ndjson')).not.toBeNull()
})
