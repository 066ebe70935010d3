import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sleep } from '@aura-sign/core'
import { createContext } from '../apps/cli/config.ts'
import { runCommand, type SpawnedStack, spawnStack } from '../apps/cli/testing/spawn-stack.ts'
import { startEmbeddedStack } from '../apps/cli/up/start-embedded-stack.ts'
import { buildPageIfStale } from '../apps/demo-site/index.ts'
import { printCeilings } from './harness/print-ceilings.ts'

// The embedded stack with 1,000 identities: start, memory, a drill, and how a backup disturbs requests.
// Run: node bench/embedded-stack.ts

const identities = 1_000
const starts = 5
const backups = 5

const root = mkdtempSync(join(tmpdir(), 'aura-bench-'))
try {
  await buildPageIfStale()
  const environment = { AURA_DATA_DIR: root, LOG_LEVEL: 'warn' }
  await runCommand(['migrate'], { ...environment, POSTGRES_PORT: '0' })
  const seeded = await runCommand(['seed', '--identities', String(identities)], { ...environment, POSTGRES_PORT: '0' })
  if (seeded.exitCode !== 0) throw new Error(seeded.stderr)
  const startSeconds: number[] = []
  const residentMegabytes: number[] = []
  for (let start = 0; start < starts; start += 1) {
    const startedMs = performance.now()
    const stack = await spawnStack(root, { LOG_LEVEL: 'warn' })
    await healthy(stack)
    startSeconds.push((performance.now() - startedMs) / 1_000)
    await runCommand(['smoke', stack.run.siteUrl], environment)
    await runCommand(['backup', 'create'], environment)
    residentMegabytes.push(residentMegabytesOf(stack.run.pid))
    await stack.end('SIGTERM')
  }
  const pauses = await measureBackupPauses()
  const drillSeconds = await measureDrill()
  printCeilings({
    name: `Embedded stack with ${identities} identities`,
    ceilings: [
      { name: 'later start, until healthy', unit: 's', max: 3, values: startSeconds },
      {
        name: 'resident memory after a sign-in, a search and a backup',
        unit: 'MB',
        max: 700,
        values: residentMegabytes,
      },
      { name: 'drill of a lost database, from start to report', unit: 's', max: 25, values: [drillSeconds] },
      { name: 'longest pause of the event loop during a backup', unit: 'ms', max: 100, values: pauses },
    ],
  })
} finally {
  rmSync(root, { recursive: true, force: true })
}

async function healthy(stack: SpawnedStack): Promise<void> {
  const response = await fetch(`${stack.run.siteUrl}/api/health`)
  if (!response.ok) throw new Error(`not healthy: ${await response.text()}`)
}

function residentMegabytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(status.match(/^VmRSS:\s+(\d+) kB/m)?.[1]) / 1_024
}

/** In this process, because only the process itself sees how late its event loop is. */
async function measureBackupPauses(): Promise<number[]> {
  const stack = await startEmbeddedStack(
    createContext({ AURA_DATA_DIR: root, PORT: '0', POSTGRES_PORT: '0', LOG_LEVEL: 'warn' }, process.cwd()),
  )
  const pauses: number[] = []
  try {
    for (let backup = 0; backup < backups; backup += 1) {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      const response = await fetch(`${stack.run.controlUrl}/backups`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stack.run.controlToken}` },
      })
      const events = await response.text()
      if (!response.ok || events.includes('"error"')) throw new Error(events)
      delay.disable()
      // Backups are named by the second.
      await sleep(1_000)
      pauses.push(delay.max / 1e6)
    }
  } finally {
    await stack.stop()
  }
  return pauses
}

async function measureDrill(): Promise<number> {
  const startedMs = performance.now()
  const drill = await runCommand(['drill', 'database', '--identities', String(identities), '--json'], {})
  if (drill.exitCode !== 0) throw new Error(drill.stdout || drill.stderr)
  return (performance.now() - startedMs) / 1_000
}
