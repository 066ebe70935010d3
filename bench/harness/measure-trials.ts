export interface Trial {
  readonly seconds: number
  readonly peakMebibytes: number
  /** Of what was written. */
  readonly sizeBytes?: number
}

/** One side of a comparison; `run` does the whole once. */
export interface TrialContender {
  readonly name: string
  run(): Promise<Trial>
}

export interface TrialSummary {
  readonly name: string
  /** Median of the rounds. */
  readonly seconds: number
  readonly fastest: number
  readonly slowest: number
  /** Of the round that took the most. */
  readonly peakMebibytes: number
  readonly sizeBytes: number
  readonly rounds: number
}

/** Every round gives each contender its turn, so that a slow moment of the machine meets all of them. */
export async function measureTrials(
  contenders: readonly TrialContender[],
  { rounds, onTrial }: { rounds: number; onTrial: (line: string) => void },
): Promise<TrialSummary[]> {
  const trials = contenders.map((): Trial[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const trial = await contender.run()
      trials[index]?.push(trial)
      onTrial(`round ${round + 1} of ${rounds}, ${contender.name}: ${trial.seconds.toFixed(2)} s`)
    }
  }
  return contenders.map(({ name }, index) => summarise(name, trials[index] ?? []))
}

function summarise(name: string, trials: readonly Trial[]): TrialSummary {
  const seconds = trials.map((trial) => trial.seconds).toSorted((one, other) => one - other)
  return {
    name,
    seconds: median(seconds),
    fastest: seconds[0] ?? Number.NaN,
    slowest: seconds.at(-1) ?? Number.NaN,
    peakMebibytes: Math.max(...trials.map((trial) => trial.peakMebibytes)),
    sizeBytes: median(trials.map((trial) => trial.sizeBytes ?? Number.NaN).toSorted((one, other) => one - other)),
    rounds: trials.length,
  }
}

/** Of numbers in order; NaN of none. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
