/** One side of a comparison; `run` does one operation. */
export interface Contender {
  readonly name: string
  run(): unknown
}

export interface Measurement {
  readonly name: string
  /** Median of the rounds. */
  readonly perSecond: number
  /** Slowest and fastest round: what the median hides. */
  readonly slowest: number
  readonly fastest: number
}

/**
 * Measures contenders against each other in this process: each is warmed up, then every round gives each of them its
 * turn, so that a slow moment of the machine meets all of them. Operations that return a promise are awaited.
 */
export async function measureRounds(
  contenders: readonly Contender[],
  options: { rounds?: number; roundMs?: number; warmUpMs?: number } = {},
): Promise<Measurement[]> {
  const { rounds = 5, roundMs = 200, warmUpMs = 200 } = options
  for (const contender of contenders) await measureOnce(contender, warmUpMs)
  const rates = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      rates[index]?.push(await measureOnce(contender, roundMs))
    }
  }
  return contenders.map(({ name }, index) => summarise(name, rates[index] ?? []))
}

async function measureOnce(contender: Contender, durationMs: number): Promise<number> {
  const start = performance.now()
  let elapsedMs = 0
  let count = 0
  while (elapsedMs < durationMs) {
    const result = contender.run()
    if (result instanceof Promise) await result
    count += 1
    elapsedMs = performance.now() - start
  }
  return (count * 1_000) / elapsedMs
}

function summarise(name: string, rates: readonly number[]): Measurement {
  const sorted = rates.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const perSecond = sorted.length % 2 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  return { name, perSecond: perSecond ?? 0, slowest: sorted[0] ?? 0, fastest: sorted.at(-1) ?? 0 }
}
