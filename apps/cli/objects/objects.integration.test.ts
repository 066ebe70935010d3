import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sha256Hex } from '@aura-sign/core'
import { openObjectStore } from '@aura-sign/object-store'
import { dataDirectoryAt } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura objects '))
})
afterEach(() => rmSync(root, { recursive: true }))

const aura = (...words: string[]) => runCommand(words, { AURA_DATA_DIR: root })
const storeAt = (folder: string) => openObjectStore(pathToFileURL(folder).href)
const live = () => storeAt(dataDirectoryAt(root).objects)

describe('./aura backup objects and ./aura restore objects', () => {
  it('copy everything, plan first, ask for the name, and bring it back', async () => {
    const key = `data/evidence/${sha256Hex('hello')}`
    await live().put(key, Buffer.from('hello'))
    const planned = await aura('backup', 'objects', '--dry-run', '--json')
    expect([planned.exitCode, JSON.parse(planned.stdout)]).toMatchObject([0, { missing: 1, confirm: 'objects' }])
    expect(readdirSync(root)).not.toContain('backups')
    const copied = await aura('backup', 'objects', '--json')
    expect([copied.exitCode, JSON.parse(copied.stdout)]).toMatchObject([0, { state: 'complete', copied: { new: 1 } }])

    await live().delete(key)
    const unconfirmed = await aura('restore', 'objects')
    expect([unconfirmed.exitCode, unconfirmed.stderr]).toEqual([14, expect.stringContaining('--confirm="objects"')])
    expect(await live().head(key)).toBeNull()
    const shown = await aura('restore', 'objects', '--dry-run', '--json')
    expect([shown.exitCode, JSON.parse(shown.stdout)]).toMatchObject([0, { missing: 1, confirm: 'objects' }])
    const restored = await aura('restore', 'objects', '--confirm=objects', '--json')
    expect([restored.exitCode, JSON.parse(restored.stdout)]).toMatchObject([0, { restored: { missing: 1 }, failed: 0 }])
    expect((await live().head(key))?.sizeBytes).toBe(5)
    // The command that it stands below has options of the same names.
    const database = await aura('restore', '--dry-run')
    expect([database.exitCode, database.stderr]).toEqual([10, expect.stringContaining('no complete backup')])
  })

  it('end with 3 and a name when one object is damaged, and bring the others', async () => {
    const [bad, good] = [`data/evidence/${sha256Hex('bad')}`, `data/evidence/${sha256Hex('good')}`]
    await live().put(bad, Buffer.from('flipped'))
    await live().put(good, Buffer.from('good'))
    const copied = await aura('backup', 'objects')
    expect([copied.exitCode, copied.stdout]).toEqual([3, expect.stringContaining(bad)])
    expect(copied.stderr).toContain('1 objects were not copied')
    await live().deleteMany([bad, good])
    await storeAt(dataDirectoryAt(root).backups).put(bad, Buffer.from('flipped'))
    const restored = await aura('restore', 'objects', '--confirm=objects')
    expect([restored.exitCode, restored.stdout]).toEqual([3, expect.stringContaining(bad)])
    expect(await live().head(good)).not.toBeNull()
  })

  it('end with 14 when most of the objects are gone, until that is confirmed by name', async () => {
    const keys = Array.from({ length: 110 }, (_, index) => `data/${index}`)
    await Promise.all(keys.map((key) => live().put(key, Buffer.from(key))))
    await aura('backup', 'objects')
    await live().deleteMany(keys)
    const held = await aura('backup', 'objects')
    expect([held.exitCode, held.stderr]).toEqual([14, expect.stringMatching(/110 objects were deleted.*\n.*next: /)])
    expect((await aura('backup', 'objects', '--confirm=elsewhere')).exitCode).toBe(14)
    const confirmed = await aura('backup', 'objects', '--confirm=objects', '--json')
    expect([confirmed.exitCode, JSON.parse(confirmed.stdout)]).toMatchObject([0, { deleted: 110 }])
    const back = await aura('restore', 'objects', '--deleted-since', '2026-01-01T00:00:00Z', '--confirm=objects')
    expect([back.exitCode, back.stdout]).toEqual([0, expect.stringContaining('restored 110 objects')])
  })

  it('say what is missing where no store is named, and refuse stores that are one', async () => {
    const own = await aura('backup', 'objects', '--stack', 'own')
    expect([own.exitCode, own.stderr]).toEqual([10, expect.stringContaining('names no object store')])
    const url = pathToFileURL(join(root, 'one')).href
    const same = await runCommand(['restore', 'objects', '--stack', 'own'], {
      ...{ AURA_DATA_DIR: root, OBJECT_STORE_URL: url, BACKUP_STORE_URL: url },
    })
    expect([same.exitCode, same.stderr]).toEqual([14, expect.stringContaining('where the objects are')])
  })
})
