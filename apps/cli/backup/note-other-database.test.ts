import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openNativeStack, type Service } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createContext } from '../config.ts'
import { readNative } from '../stack-in-use/native-stack.ts'
import { noteOtherDatabase } from './note-other-database.ts'

/** Runs, and is nothing that anybody connects to. */
const anyService: Service = {
  name: 'redis',
  dependsOn: [],
  ports: [],
  startTimeoutMs: 20_000,
  prepare: async () => undefined,
  processes: async ({ directory }) => [
    { name: 'redis', program: '/bin/sleep', words: ['600'], workingDirectory: directory, runsAs: 'caller' },
  ],
  check: async () => undefined,
}

describe('a DATABASE_URL in the environment', () => {
  let root: string
  let said: string[]
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'aura note '))
    said = []
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => said.push(String(line)) > 0)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(root, { recursive: true })
  })

  const contextWith = (DATABASE_URL?: string) => createContext({ AURA_DATA_DIR: root, DATABASE_URL }, '/')
  const other = 'postgresql://admin@127.0.0.1:9/other'

  it('is said not to be used when only the embedded database is there', async () => {
    await noteOtherDatabase(contextWith())
    expect(said).toEqual([])
    await noteOtherDatabase(contextWith(other))
    expect(said).toEqual([expect.stringContaining(`the embedded database in ${root}`)])
  })

  it('is said not to be used beside a native stack, unless it is that of the stack', async () => {
    const stack = await openNativeStack({
      directory: contextWith().dataDirectory.nativeStack,
      projectDirectory: root,
      services: [anyService],
      environment: { PATH: process.env.PATH, HOME: root, AURA_SERVICE_USER: 'nobody' },
      dataRoot: join(root, 'shared'),
      freePorts: true,
    })
    try {
      await stack.up()
      await noteOtherDatabase(contextWith(readNative(contextWith())?.urls.databaseUrl))
      expect(said).toEqual([])
      await noteOtherDatabase(contextWith(other))
      expect(said).toEqual([expect.stringMatching(/not used here: .* the database of the native stack in /)])
    } finally {
      await stack.down({ removeData: true })
    }
  })
})
