import { chmod, cp, mkdir, mkdtemp, open, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EmbeddedDatabase } from './embedded-database.ts'
import { openEmbeddedDatabase } from './open-embedded-database.ts'
import { copyTemplate, runPsql } from './testing/open-test-database.ts'
import { spawnNode } from './testing/spawn-node.ts'

let root = ''
let sound = ''
let directory = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aura-open-'))
  sound = join(root, 'sound')
  await copyTemplate(sound)
  await (await openAt(sound)).close()
})
afterAll(() => rm(root, { recursive: true, force: true }))
beforeEach(async () => {
  directory = join(await mkdtemp(join(root, 'case-')), 'database')
})

const openAt = (path: string, port = 0) => openEmbeddedDatabase({ directory: path, port, password: 'p/a:s@s w%rd' })

describe('a new directory', () => {
  // Making a cluster takes seconds: two of them serve all of these.
  let absent: EmbeddedDatabase
  let empty: EmbeddedDatabase
  let parent = ''
  beforeAll(async () => {
    parent = await mkdtemp(join(root, 'new-'))
    await mkdir(join(parent, 'empty'))
    absent = await openAt(join(parent, 'deep', 'inside'))
    empty = await openAt(join(parent, 'empty'))
  })
  afterAll(async () => {
    await absent?.close()
    await empty?.close()
  })

  it('becomes a database `aura` with role `admin`, reachable by its URL, with pgvector at hand', async () => {
    const { stdout, stderr } = await runPsql(absent.url, [
      'select current_user, current_database()',
      'create extension vector',
      "select '[1,2,3]'::vector <-> '[1,2,4]'::vector",
      'show search_path',
    ])
    expect([stdout, stderr]).toEqual(['admin|aura\n1\n"$user", public', ''])
    expect(await readdir(join(parent, 'deep'))).toEqual(expect.arrayContaining(['inside', 'inside.lock']))
  })

  it('may exist already if it is empty', async () => {
    expect((await runPsql(empty.url, ['select 1'])).stdout).toBe('1')
  })

  it('has a system identifier of its own', async () => {
    const identifier = 'select system_identifier from pg_control_system()'
    const [first, second] = await Promise.all([absent, empty].map(({ url }) => runPsql(url, [identifier])))
    expect(first?.stdout).toMatch(/^\d+$/)
    expect(first?.stdout).not.toBe(second?.stdout)
  })
})

describe('a directory in use', () => {
  it('is refused to a second opener in the same process, under any of its names, and free after closing', async () => {
    await cp(sound, directory, { recursive: true })
    await symlink(directory, `${directory}-link`)
    const first = await openAt(directory)
    for (const path of [directory, `${directory}-link`, join(directory, '..', 'database')]) {
      const refused = openAt(path)
      await expect(refused).rejects.toMatchObject({
        code: 'data_directory_locked',
        parameters: { pid: String(process.pid) },
      })
    }
    await first.close()
    await (await openAt(directory)).close()
  })

  it('is refused to another process, which learns the pid of the holder; kill -9 frees it', async () => {
    await cp(sound, directory, { recursive: true })
    const holder = spawnNode('./open-and-report.ts', [directory])
    expect(await holder.line(1)).toBe('opened')
    await using second = spawnNode('./open-and-report.ts', [directory])
    expect(await second.line(1)).toMatch(new RegExp(`^data_directory_locked: .*process ${holder.child.pid}$`))
    await expect(openAt(directory)).rejects.toMatchObject({ code: 'data_directory_locked' })
    await holder.kill()
    await (await openAt(directory)).close()
  })

  it('stays locked when its files are removed and made anew', async () => {
    await cp(sound, directory, { recursive: true })
    await using first = await openAt(directory)
    await rm(directory, { recursive: true })
    await cp(sound, directory, { recursive: true })
    await expect(openAt(directory)).rejects.toMatchObject({ code: 'data_directory_locked' })
    expect(first.port).toBeGreaterThan(0)
  })
})

describe('a port in use', () => {
  it('is refused by name, and the directory is free again', async () => {
    await cp(sound, directory, { recursive: true })
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    await expect(openAt(directory, port)).rejects.toMatchObject({ code: 'port_in_use', parameters: { port } })
    await new Promise((resolve) => server.close(resolve))
    await using database = await openAt(directory, port)
    expect(database.port).toBe(port)
  })
})

describe('a directory that cannot be written', () => {
  it('because a file is in its way', async () => {
    await mkdir(join(directory, '..'), { recursive: true })
    await writeFile(directory, 'a file')
    await expect(openAt(join(directory, 'inside'))).rejects.toMatchObject({ code: 'data_directory_unwritable' })
    await expect(openAt(directory)).rejects.toMatchObject({ code: 'data_directory_unwritable' })
  })

  it.each(['its parent', 'itself'])('because %s belongs to somebody else', async (what) => {
    await cp(sound, directory, { recursive: true })
    const closed = what === 'itself' ? directory : join(directory, '..')
    const path = what === 'itself' ? directory : join(directory, '..', 'new')
    await chmod(root, 0o755)
    await chmod(join(directory, '..'), what === 'itself' ? 0o777 : 0o755)
    await chmod(closed, 0o555)
    // Root may write anywhere, so as root another user has to try.
    const options = process.getuid?.() === 0 ? { uid: 65_534 } : {}
    await using process_ = spawnNode('./open-and-report.ts', [path], options)
    expect(await process_.line(1)).toMatch(/^data_directory_unwritable: /)
    await chmod(closed, 0o755)
  })
})

describe('a damaged directory', () => {
  it.each([
    ['without PG_VERSION', 'data_directory_corrupt', (path: string) => rm(join(path, 'PG_VERSION'))],
    [
      'with garbage for PG_VERSION',
      'data_directory_corrupt',
      (path: string) => writeFile(join(path, 'PG_VERSION'), 'x'),
    ],
    [
      'of another major version',
      'data_directory_version',
      (path: string) => writeFile(join(path, 'PG_VERSION'), '15\n'),
    ],
    ['without pg_control', 'data_directory_corrupt', (path: string) => rm(join(path, 'global/pg_control'))],
    [
      'with a flipped byte in pg_control',
      'data_directory_corrupt',
      (path: string) => flip(join(path, 'global/pg_control'), 40),
    ],
    ['with an empty pg_control', 'data_directory_corrupt', (path: string) => truncate(join(path, 'global/pg_control'))],
    ['without its WAL', 'data_directory_corrupt', (path: string) => rm(join(path, 'pg_wal'), { recursive: true })],
    ['with WAL cut off', 'data_directory_corrupt', cutWal],
    ['without its catalog', 'data_directory_corrupt', (path: string) => rm(join(path, 'global/1262'))],
    ['with a cut-off catalog', 'data_directory_corrupt', (path: string) => truncate(join(path, 'global/1260'), 100)],
    [
      'without the files of its databases',
      'data_directory_corrupt',
      (path: string) => rm(join(path, 'base'), { recursive: true }),
    ],
    [
      'with a wrong configuration',
      'data_directory_corrupt',
      (path: string) => writeFile(join(path, 'postgresql.conf'), 'nonsense'),
    ],
    [
      'that holds something else',
      'data_directory_corrupt',
      async (path: string) => {
        await rm(path, { recursive: true })
        await mkdir(path)
        await writeFile(join(path, 'photo.jpg'), 'x')
      },
    ],
  ])('%s is refused with %s, and is not changed into something else', async (_what, code, damage) => {
    await cp(sound, directory, { recursive: true })
    await damage(directory)
    const names = await readdir(directory)
    const refused = openAt(directory)
    await expect(refused).rejects.toMatchObject({ code, parameters: { path: directory } })
    await expect(refused).rejects.not.toThrow(/undefined|RuntimeError|wasm|\[42\]/)
    expect(names).toEqual(await readdir(directory).then((after) => after.filter((name) => names.includes(name))))
    // The lock is free again for whoever repairs it.
    await expect(openAt(directory)).rejects.toMatchObject({ code })
  })
})

async function flip(path: string, offset: number): Promise<void> {
  await using file = await open(path, 'r+')
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offset)
  await file.write(Buffer.from([(buffer[0] ?? 0) ^ 0xff]), 0, 1, offset)
}

async function cutWal(path: string): Promise<void> {
  for (const name of await readdir(join(path, 'pg_wal'))) {
    if (/^[0-9A-F]{24}$/.test(name)) await truncate(join(path, 'pg_wal', name))
  }
}
