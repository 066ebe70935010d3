import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listObjects, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeartbeatTrail, readNewestHeartbeat } from './heartbeat-trail.ts'

describe('the heartbeat trail', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aura-trail-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const beat = (at: string, lsn: string | null = null) => ({ at: `${at}.000Z`, lsn })

  it('gives the newest heartbeat of all writers', async () => {
    const store = openFilesystemStore(directory)
    expect(await readNewestHeartbeat(store)).toBeNull()
    const [before, after] = ['b', 'a'].map((writerId) => new HeartbeatTrail(store, { writerId }))
    await before?.append(beat('2026-11-23T11:59:50'))
    await before?.append(beat('2026-11-23T12:00:00', '0/10'))
    await before?.append(beat('2026-11-23T12:00:20', '0/20'))
    await after?.append(beat('2026-11-23T12:00:30', '0/30'))
    expect(await readNewestHeartbeat(store)).toEqual(beat('2026-11-23T12:00:30', '0/30'))
  })

  it('loses no heartbeat when the clock steps back over the hour', async () => {
    const store = openFilesystemStore(directory)
    const trail = new HeartbeatTrail(store, { writerId: 'w' })
    const times = ['2026-11-23T11:59:59', '2026-11-23T12:00:01', '2026-11-23T11:59:58', '2026-11-23T12:00:02']
    for (const at of times) await trail.append(beat(at))
    const parts = await Array.fromAsync(
      listObjects(store, ''),
      async ({ key }) => await readObject(store, key, { maxBytes: 9999 }),
    )
    for (const at of times) expect(Buffer.concat(parts.flatMap((part) => part ?? [])).toString()).toContain(at)
  })

  it('is kept for four weeks, as physical backups are', async () => {
    const store = openFilesystemStore(directory)
    const trail = new HeartbeatTrail(store, { writerId: 'w' })
    for (const at of ['2026-10-01T00:00:00', '2026-10-12T23:00:00', '2026-11-10T00:00:00']) await trail.append(beat(at))
    const keys = await Array.fromAsync(listObjects(store, ''), (object) => object.key)
    expect(keys).toEqual(['heartbeats/2026-11-10T00_w.ndjson'])
  })

  it('says which part of it is damaged', async () => {
    const store = openFilesystemStore(directory)
    await store.put('heartbeats/2026-11-23T12_w.ndjson', Buffer.from('{"at": "noon"}\n'))
    await expect(readNewestHeartbeat(store)).rejects.toMatchObject({ code: 'heartbeat_trail_invalid' })
  })
})
