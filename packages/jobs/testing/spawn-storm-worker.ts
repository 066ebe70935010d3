import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface StormWorker {
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>
}

const program = fileURLToPath(new URL('./storm-worker.ts', import.meta.url))

export function spawnStormWorker(options: { databaseUrl: string; redisUrl: string; leaseMs: number }): StormWorker {
  const child = spawn(process.execPath, [program], {
    env: { DATABASE_URL: options.databaseUrl, REDIS_URL: options.redisUrl, LEASE_MS: String(options.leaseMs) },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const exited = once(child, 'exit')
  return {
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
