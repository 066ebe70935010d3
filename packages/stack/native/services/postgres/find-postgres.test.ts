import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPostgres } from './find-postgres.ts'
import { listInstalledPostgres } from './list-installed-postgres.ts'

describe('of the installed Postgres', () => {
  let root = ''
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'aura-postgres-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('the newest one with pgvector is taken, however versions sort as text', async () => {
    const places = [
      install('14.9', '0.8.2'),
      install('14.10', '0.8.0'),
      install('17.2', null),
      install('19.0', '0.9.0'),
    ]
    const found = await find(places)
    expect(found).toMatchObject({ version: '14.10', major: 14, pgvector: '0.8.0', binDirectory: places[1] })
  })

  it('all are listed, oldest first, and folders without one are no trouble', async () => {
    const found = await listInstalledPostgres([install('14.10', null), install('14.9', '0.8.2'), '/nowhere'])
    expect(found).toMatchObject([
      { version: '14.9', pgvector: '0.8.2' },
      { version: '14.10', pgvector: null },
    ])
  })

  it('one that is too old is refused, and so is none', async () => {
    await expect(find([install('13.4', '0.8.0')])).rejects.toMatchObject({
      code: 'postgres_missing',
      message: expect.stringContaining('Postgres 13.4'),
    })
    await expect(find([])).rejects.toMatchObject({ code: 'postgres_missing' })
  })

  it('one without pgvector, or with an old one, is refused', async () => {
    await expect(find([install('15.2', null)])).rejects.toMatchObject({ code: 'pgvector_missing' })
    await expect(find([install('16.2', '0.7.10')])).rejects.toMatchObject({
      code: 'pgvector_missing',
      message: expect.stringContaining('0.7.10'),
      hint: expect.stringContaining('install_native_services.sh'),
    })
  })

  it('the one that fits existing data is taken, and other data is refused untouched with both versions', async () => {
    const places = [install('15.2', '0.8.0'), install('17.2', '0.8.0')]
    const dataDirectory = join(root, 'data')
    mkdirSync(dataDirectory)
    writeFileSync(join(dataDirectory, 'PG_VERSION'), '15\n')
    expect(await find(places)).toMatchObject({ major: 15 })
    writeFileSync(join(dataDirectory, 'PG_VERSION'), '16\n')
    await expect(find(places)).rejects.toMatchObject({
      code: 'postgres_data_version',
      message: expect.stringMatching(/of Postgres 16, and Postgres 15.2 and 17.2 is installed/),
    })
    expect(readdirSync(dataDirectory)).toEqual(['PG_VERSION'])
  })

  function find(binDirectories: readonly string[]) {
    return findPostgres({ dataDirectory: join(root, 'data'), binDirectories })
  }

  /** Programs that say their version, as `postgres` and `pg_config` do. */
  function install(version: string, pgvector: string | null): string {
    const bin = join(root, version, 'bin')
    const share = join(root, version, 'share')
    mkdirSync(bin, { recursive: true })
    mkdirSync(join(share, 'extension'), { recursive: true })
    writeFileSync(join(bin, 'postgres'), `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`, { mode: 0o755 })
    writeFileSync(join(bin, 'pg_config'), `#!/bin/sh\necho "${share}"\n`, { mode: 0o755 })
    const control = join(share, 'extension', 'vector.control')
    if (pgvector !== null) writeFileSync(control, `default_version = '${pgvector}'\n`)
    return bin
  }
})
