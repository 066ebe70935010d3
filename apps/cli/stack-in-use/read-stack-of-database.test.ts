import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createContext } from '../config.ts'
import { readStackOfDatabase } from './read-stack-of-database.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura stack of '))
})
afterEach(() => rmSync(root, { recursive: true }))

const contextWith = (environment: Record<string, string>) =>
  createContext({ AURA_DATA_DIR: root, ...environment }, root)

it('a database of no stack that was made here has only what the environment names beside it', async () => {
  const url = 'postgresql://db.example/aura'
  const alone = await readStackOfDatabase(contextWith({ DATABASE_URL: url }), {})
  expect(alone).toMatchObject({ kind: 'own', databaseUrl: url, journal: null, backupStore: null })
  const named = await readStackOfDatabase(contextWith({ DATABASE_URL: url, BACKUP_STORE_URL: 'file:///elsewhere' }), {})
  expect(named).toMatchObject({ kind: 'own', backupStore: { url: 'file:///elsewhere' } })
})

it('without one named it is the stack in use, and --stack goes before all', async () => {
  expect(await readStackOfDatabase(contextWith({}), {})).toMatchObject({ kind: 'embedded' })
  const context = contextWith({ DATABASE_URL: 'postgresql://db.example/aura' })
  expect(await readStackOfDatabase(context, { stack: 'embedded' })).toMatchObject({ kind: 'embedded' })
})
