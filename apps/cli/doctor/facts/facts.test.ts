import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '@aura-sign/core'
import { findServerProgram } from '@aura-sign/stack'
import { x } from 'tinyexec'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkPermissions } from '../checks/check-permissions.ts'
import { checkPorts } from '../checks/check-ports.ts'
import { lookAt } from '../fact.ts'
import { readDatabaseFacts } from './database-facts.ts'
import { readDiskFact } from './disk-facts.ts'
import { readModes } from './permission-facts.ts'
import { readPortFacts } from './port-facts.ts'
import { readProgramFacts } from './program-facts.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aura facts '))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Listens, says where, and stays. */
const stranger = `const server = require('node:net').createServer().listen(0, process.argv[1], () =>
  console.log(server.address().port))`

describe('what doctor sees of the ports', () => {
  it.each(['127.0.0.1', '0.0.0.0'])(
    'is the stranger who holds one on %s, by its pid and command line',
    async (host) => {
      const child = spawn(process.execPath, ['-e', stranger, host], { stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        const [line] = await once(createInterface({ input: child.stdout }), 'line')
        const facts = await readPortFacts({ PORT: Number(line) })
        expect(facts).toEqual([
          {
            variable: 'PORT',
            port: Number(line),
            holder: { pid: child.pid, command: expect.stringContaining('node') },
          },
        ])
        expect(checkPorts(facts, { ours: [] })).toMatchObject([{ status: 'warn', name: `port ${line}` }])
        expect(checkPorts(facts, { ours: [child.pid ?? 0] })).toMatchObject([{ status: 'ok' }])
        child.kill()
        await once(child, 'exit')
        expect(await readPortFacts({ PORT: Number(line) })).toMatchObject([{ holder: null }])
      } finally {
        child.kill()
      }
    },
  )

  it('is that a port of 0 can be had', async () => {
    expect(await readPortFacts({ PORT: 0 })).toEqual([{ variable: 'PORT', port: 0, holder: null }])
  })
})

describe('what doctor sees of permissions', () => {
  it('is the mode of what exists, so that a wide one is named', async () => {
    const secrets = join(directory, 'secrets.json')
    const data = join(directory, 'data')
    writeFileSync(secrets, '')
    mkdirSync(data)
    const paths = [
      { path: secrets, kind: 'secret' as const },
      { path: data, kind: 'directory' as const },
      { path: join(directory, 'absent'), kind: 'secret' as const },
    ]
    const found = async (secretMode: number, dataMode: number) => {
      chmodSync(secrets, secretMode)
      chmodSync(data, dataMode)
      const modes = await readModes(paths)
      expect(modes.map(({ mode }) => mode)).toEqual([secretMode, dataMode])
      return checkPermissions({ modes, isRoot: false, serviceUser: null }, { kind: 'own' }).map(
        ({ name, status }) => `${name}: ${status}`,
      )
    }
    expect(await found(0o600, 0o700)).toEqual(['permissions: ok', 'service user: ok'])
    expect(await found(0o640, 0o700)).toContain('secret permissions: fail')
    expect(await found(0o600, 0o755)).toContain('directory permissions: warn')
    expect(await found(0o600, 0o777)).toContain('directory permissions: fail')
  })
})

describe('what doctor sees of the programs', () => {
  it('is the clients of the PATH, and the servers that the native stack would start', async () => {
    for (const name of ['psql', 'redis-server']) {
      writeFileSync(join(directory, name), '#!/bin/sh\necho 1.2.3\n', { mode: 0o755 })
    }
    mkdirSync(join(directory, 'pg_dump'))
    const { programs } = await readProgramFacts({ path: directory, except: [] })
    expect(programs.psql).toEqual({ path: join(directory, 'psql'), output: '1.2.3' })
    // A folder is no program.
    expect(programs.pg_dump.path).toBeNull()
    expect(programs['redis-server'].path).toBe(await findServerProgram('redis-server'))
    expect((await readProgramFacts({ path: directory, except: [directory] })).programs.psql.path).toBeNull()
  })
})

describe('what doctor sees of a disk', () => {
  it('is what df says of its filesystem, also for a path that does not exist yet', async () => {
    const words = ['-B1', '--output=size,itotal', directory]
    const [size, inodes] =
      (await x('df', words)).stdout.trim().split('\n').at(-1)?.trim().split(/\s+/).map(Number) ?? []
    const there = await readDiskFact('data', directory)
    expect([there.totalBytes, there.totalInodes]).toEqual([size, inodes])
    expect(there.freeBytes).toBeLessThanOrEqual(there.totalBytes)
    const absent = join(directory, 'not', 'made', 'yet')
    expect(await readDiskFact('data', absent)).toMatchObject({ path: absent, totalBytes: size })
  })

  it('is that a filesystem which holds nothing has no room', async () => {
    expect(await readDiskFact('data', '/proc')).toMatchObject({ freeBytes: 0, totalBytes: 0 })
  })
})

describe('what doctor sees of a database', () => {
  it('is why it cannot be reached, without its password', async () => {
    const url = 'postgres://admin:hunter2@127.0.0.1:1/aura'
    const fact = await lookAt(() => readDatabaseFacts(url, { clock: systemClock }), { timeoutMs: 20_000 })
    expect(fact).toMatchObject({ known: false, reason: expect.stringMatching(/127\.0\.0\.1:1|ECONNREFUSED/) })
    expect(JSON.stringify(fact)).not.toContain('hunter2')
  })

  it('is that it does not answer, when it does not', async () => {
    const silent = lookAt(() => new Promise(() => undefined), { timeoutMs: 20 })
    expect(await silent).toEqual({ known: false, reason: 'no answer within 0.02 s' })
  })
})
