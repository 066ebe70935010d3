import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { runCommand } from '../apps/cli/testing/spawn-stack.ts'
import { buildPageIfStale } from '../apps/demo-site/index.ts'
import { printCeilings } from './harness/print-ceilings.ts'

// The native stack with all its services: how long until every one of them is healthy. Installed programs, page built.
// Run: node bench/native-stack.ts

const rounds = 3

const root = mkdtempSync(join(tmpdir(), 'aura-bench-'))
const environment = { AURA_DATA_DIR: root, LOG_LEVEL: 'warn' }

await buildPageIfStale()
const seconds: Record<'nothing' | 'stopped' | 'killed' | 'stop', number[]> = {
  nothing: [],
  stopped: [],
  killed: [],
  stop: [],
}
try {
  for (let round = 0; round < rounds; round += 1) {
    seconds.nothing.push(await timed(['up', '-d', '--free-ports']))
    seconds.stop.push(await timed(['stop']))
    seconds.stopped.push(await timed(['up', '-d']))
    await timed(['kill'])
    seconds.killed.push(await timed(['up', '-d']))
    await timed(['down', '-v', '--confirm', basename(root)])
  }
} finally {
  await runCommand(['stack', 'down'], environment)
  rmSync(root, { recursive: true, force: true })
}
printCeilings({
  name: 'Native stack, all services',
  ceilings: [
    { name: 'from nothing but installed programs, until healthy', unit: 's', max: 20, values: seconds.nothing },
    { name: 'from stopped, until healthy', unit: 's', max: 8, values: seconds.stopped },
    { name: 'after kill -9 of everything, until healthy', unit: 's', max: 20, values: seconds.killed },
    { name: 'stop of everything', unit: 's', max: 15, values: seconds.stop },
  ],
})

async function timed(words: readonly string[]): Promise<number> {
  const startedMs = performance.now()
  const { exitCode, stderr } = await runCommand(['stack', ...words], environment)
  if (exitCode !== 0) throw new Error(`stack ${words.join(' ')}: ${stderr}`)
  return (performance.now() - startedMs) / 1_000
}
