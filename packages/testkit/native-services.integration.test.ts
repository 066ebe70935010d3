import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { findStackProcesses } from '@aura-sign/stack'
import { expect, it } from 'vitest'
import { startTestDatabase } from './start-test-database.ts'

const owner = fileURLToPath(new URL('./testing/start-and-report.ts', import.meta.url))

async function answers(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  return await once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}

async function servicesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith('aura-services-'))
}

it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'services end and leave no process and no file when %s ends the run that started them',
  async (signal) => {
    const directory = await mkdtemp(join(tmpdir(), 'aura-keeper-'))
    // The services' user has to reach what lies below; else the data would be elsewhere.
    await chmod(directory, 0o711)
    const child = spawn(process.execPath, [owner], {
      env: { PATH: process.env.PATH, TMPDIR: directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // The keeper has the same standard error, so this comes when both are gone.
    const gone = once(child, 'close')
    const said = child.stderr.setEncoding('utf8').toArray()
    try {
      const [line] = await once(createInterface({ input: child.stdout }), 'line')
      const { redisUrl } = JSON.parse(line)
      expect(await answers(redisUrl)).toBe(true)
      const [services = ''] = await servicesIn(directory)
      const stack = await realpath(join(directory, services, 'native'))
      expect(stack).toBe(join(directory, services, 'native'))
      expect(findStackProcesses(stack)).not.toEqual([])
      child.kill(signal)
      await gone
      expect((await said).join('')).toBe('')
      expect(await servicesIn(directory)).toEqual([])
      expect(findStackProcesses(stack)).toEqual([])
      expect(await answers(redisUrl)).toBe(false)
    } finally {
      child.kill('SIGKILL')
      await gone
      await rm(directory, { recursive: true })
    }
  },
)

it('any number of test databases can be made at the same time, each its own', async () => {
  const databases = await Promise.all(Array.from({ length: 12 }, startTestDatabase))
  const names = await Promise.all(databases.map(({ sql }) => sql`select current_database() as name`))
  expect(new Set(names.map(([row]) => row?.name)).size).toBe(12)
  await Promise.all(databases.map((database) => database.close()))
})

it('a test database is gone when it is closed, whoever is still connected', async () => {
  await using other = await startTestDatabase()
  const closing = await startTestDatabase()
  const [row] = await closing.sql`select current_database() as name`
  const held = await closing.superuser.reserve()
  await closing.close()
  held.release()
  expect(await other.sql`select 1 from pg_database where datname = ${row?.name}`).toEqual([])
})
