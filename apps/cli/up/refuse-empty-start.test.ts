import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CommandContext, createContext } from '../config.ts'
import { refuseEmptyStart } from './refuse-empty-start.ts'

const backup = 'backup_2026-11-23_10-15-00'
const dump = `${backup}.sql.gz`
let root: string
let context: CommandContext
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura empty '))
  context = createContext({ AURA_DATA_DIR: root }, root)
  for (const folder of [context.dataDirectory.backups, context.dataDirectory.databases]) {
    mkdirSync(folder, { recursive: true })
  }
})
afterEach(() => rmSync(root, { recursive: true }))

const put = (name: string) => writeFileSync(join(context.dataDirectory.backups, name), 'x')

it('lets a first start make an empty database where nothing was backed up', async () => {
  await refuseEmptyStart(context)
  put(dump)
  // Never finished: there is nothing to restore.
  await refuseEmptyStart(context)
})

it('refuses to begin empty over backups of a database that is gone, and names the command', async () => {
  put(dump)
  put(`${backup}.manifest.json`)
  await expect(refuseEmptyStart(context)).rejects.toMatchObject({
    code: 'database_not_restored',
    message: expect.stringContaining('2026-11-23T10:15:00.000Z'),
    hint: expect.stringContaining('./aura restore'),
  })
})

it.each([
  ['there is', () => mkdirSync(join(context.dataDirectory.databases, 'aura'))],
  ['was put into use', () => writeFileSync(context.dataDirectory.activeDatabaseFile, 'restored_x\n')],
])('leaves a database that %s to the start itself', async (_how, make) => {
  put(dump)
  put(`${backup}.manifest.json`)
  make()
  await refuseEmptyStart(context)
})
