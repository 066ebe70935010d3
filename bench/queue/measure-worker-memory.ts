import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { workerNodeFlags, workerNodeVariables } from '../../apps/worker/node-flags.ts'
import { hashEmbedder, seedIdentities } from '../../packages/identity/index.ts'
import type { QueueServices } from '../testing/open-queue-services.ts'

const main = fileURLToPath(new URL('../../apps/worker/main.ts', import.meta.url))

/** The most memory that a worker process had resident, in MB, from its start until it has embedded so many texts. */
export async function measureWorkerMemory({ sql, databaseUrl, redis }: QueueServices, count: number): Promise<number> {
  await sql`truncate jobs, users cascade`
  await redis.client.flushall()
  await seedIdentities(sql, hashEmbedder(), { count, seed: 'bench', now: new Date() })
  // The worker finds that their vectors are missing, queues them all, and computes them.
  await sql`truncate embeddings`
  const child = spawn(process.execPath, [...workerNodeFlags, main], {
    env: {
      ...workerNodeVariables,
      ...{ DATABASE_URL: databaseUrl, REDIS_URL: redis.url, LOG_LEVEL: 'error', NODE_ENV: 'production' },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = once(child, 'exit')
  let embedded = 0
  while (embedded < count && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from embeddings`
    embedded = row?.count ?? 0
  }
  // VmHWM of proc_pid_status(5): the peak, in KiB.
  const peakKib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])
  child.kill('SIGTERM')
  await exited
  return (peakKib * 1_024) / 1_000_000
}
