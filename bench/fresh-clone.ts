import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '@aura-sign/core'
import { dataDirectoryAt, readRunFile } from '@aura-sign/stack'
import { projectDirectory } from '../apps/cli/config.ts'
import { printCeilings } from './harness/print-ceilings.ts'

// From a fresh clone of the last commit, in a path with a space, to a healthy stack: with empty caches, then with those
// that the first run filled. Needs Node, npm and the network. Run: node bench/fresh-clone.ts

const timeoutMs = 10 * 60_000
const pollMs = 50

const root = mkdtempSync(join(tmpdir(), 'aura fresh '))
try {
  const home = join(root, 'home')
  mkdirSync(home)
  const cold = await secondsToHealthy('cold', home)
  const warm = await secondsToHealthy('warm', home)
  printCeilings({
    name: 'Fresh clone to healthy',
    ceilings: [
      { name: 'empty caches', unit: 's', max: 120, values: [cold] },
      { name: 'warm caches', unit: 's', max: 45, values: [warm] },
    ],
  })
} finally {
  rmSync(root, { recursive: true, force: true })
}

async function secondsToHealthy(name: string, home: string): Promise<number> {
  const startedMs = performance.now()
  const checkout = join(root, `${name} checkout`)
  execFileSync('git', ['clone', '--quiet', projectDirectory, checkout])
  // As a shell with this HOME would: the user's own npm settings, and with them the caches, stay out.
  const { npm_config_cache: _, ...environment } = process.env
  const up = spawn(join(checkout, 'aura'), ['up'], {
    env: { ...environment, HOME: home, PORT: '0', POSTGRES_PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const closed = once(up, 'close')
  try {
    while (performance.now() - startedMs < timeoutMs && up.exitCode === null) {
      const run = readRunFile(dataDirectoryAt(join(checkout, '.aura')).runFile)
      const health = run && (await fetch(`${run.siteUrl}/api/health`).catch(() => null))
      if (health?.ok) return (performance.now() - startedMs) / 1_000
      await sleep(pollMs)
    }
    throw new Error('the stack did not become healthy')
  } finally {
    up.kill('SIGTERM')
    await closed
  }
}
