import { AuraError } from '@aura-sign/core'
import type { Sql } from '@aura-sign/postgres'

/** Each reads every vector and keeps a processor of the database busy; sign-ins and jobs need some, too. */
const runningMax = 2
/** Who waits longer than behind so many is better told to come back. */
const waitingMax = 32

interface Gate {
  running: number
  waiting: (() => void)[]
}

const gates = new WeakMap<Sql, Gate>()

/**
 * Runs a search that compares all vectors, of which so many run at a time on a pool; others wait for their turn. Throws
 * `similarity_overloaded` where too many wait already.
 */
export async function runExactScan<T>(sql: Sql, scan: () => Promise<T>): Promise<T> {
  const gate = gates.get(sql) ?? { running: 0, waiting: [] }
  gates.set(sql, gate)
  if (gate.running < runningMax) gate.running += 1
  else {
    if (gate.waiting.length >= waitingMax) throw new AuraError('similarity_overloaded', {})
    // Whoever ends passes its turn on, so that nobody comes in between.
    await new Promise<void>((resolve) => gate.waiting.push(resolve))
  }
  try {
    return await scan()
  } finally {
    const next = gate.waiting.shift()
    if (next) next()
    else gate.running -= 1
  }
}
