import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** A Redis of its own for one test file, by default without persistence, which the test may kill. */
export interface TestRedis {
  readonly url: string
  readonly client: Redis
  /** Ends it as a crash does. */
  kill(): Promise<void>
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>
  close(): Promise<void>
}

const startTimeoutMs = 10_000

export async function testRedis(options: { appendOnly?: boolean } = {}): Promise<TestRedis> {
  const [port, directory] = await Promise.all([freePort(), mkdtemp(join(tmpdir(), 'aura-test-redis-'))])
  const url = `redis://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null })
  client.on('error', () => undefined)
  const start = async () => {
    child = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        directory,
        '--save',
        '',
        '--appendonly',
        options.appendOnly ? 'yes' : 'no',
        '--appendfsync',
        'everysec',
      ],
      { stdio: 'ignore' },
    )
    // What a missing program says comes as an event.
    await Promise.race([
      once(child, 'exit').then(() => Promise.reject(new Error('redis-server ended at once'))),
      answers(url),
    ])
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  await start()
  return {
    url,
    client,
    kill,
    start,
    async close() {
      client.disconnect()
      await kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null, connectTimeout: startTimeoutMs })
  redis.on('error', () => undefined)
  try {
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || !address) throw new Error('the server has no port')
  return address.port
}
