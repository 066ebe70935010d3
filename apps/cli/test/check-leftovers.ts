import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sleep } from '@aura-sign/core'
import { findLeftovers, type LeftoverProcess } from './find-leftovers.ts'
import type { TestRun } from './test-run.ts'

const graceMsDefault = 15_000
const pollMs = 50
/** Whoever is ended may have started others a moment before. */
const roundsMax = 20
const commandCharactersMax = 200

/**
 * What a run has left, one sentence each: processes, which are ended, and files, which are removed with the run's directory.
 * Processes that are ending get `graceMs` to do so.
 */
export async function checkLeftovers(run: TestRun, { graceMs = graceMsDefault } = {}): Promise<string[]> {
  const startedMs = performance.now()
  let survivors = findLeftovers(run)
  while (survivors.length > 0 && performance.now() - startedMs < graceMs) {
    await sleep(pollMs)
    survivors = findLeftovers(run)
  }
  const files = readdirSync(run.directory).filter((name) => !isEmptyPortRegister(run, name))
  await endAll(run)
  rmSync(run.directory, { recursive: true, force: true })
  return [
    ...survivors.map(
      ({ pid, command }) => `process ${pid} was left running: ${command.slice(0, commandCharactersMax)}`,
    ),
    ...files.map((name) => `${name} was left in the directory for temporary files`),
  ]
}

/** Stacks enter the ports they take in a register that stays; an entry still in it is of one that never gave them back. */
function isEmptyPortRegister(run: TestRun, name: string): boolean {
  const isClaim = (entry: string) => entry !== 'claims.lock'
  return /^aura-sign-ports-\d+$/.test(name) && !readdirSync(join(run.directory, name)).some(isClaim)
}

async function endAll(run: TestRun): Promise<void> {
  for (let round = 0; round < roundsMax; round += 1) {
    const found = findLeftovers(run)
    if (found.length === 0) return
    for (const leftover of found) end(leftover)
    await sleep(pollMs)
  }
}

function end({ pid }: LeftoverProcess): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}
