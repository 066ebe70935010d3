import { describeMachine } from './describe-machine.ts'

/** A figure that may be at most `max`; of several runs the median counts. */
export interface Ceiling {
  readonly name: string
  readonly unit: string
  readonly max: number
  readonly values: readonly number[]
}

/** Prints figures against their ceilings, with the machine; one JSON object with `--json` on the command line. */
export function printCeilings(report: { name: string; ceilings: readonly Ceiling[] }): void {
  const machine = describeMachine()
  const ceilings = report.ceilings.map((ceiling) => ({ ...ceiling, median: median(ceiling.values) }))
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ name: report.name, ceilings, machine }, undefined, 2)}\n`)
    return
  }
  const nameWidth = Math.max(...ceilings.map(({ name }) => name.length))
  const lines = ceilings.map(({ name, unit, max, values, median }) => {
    const spread = values.length > 1 ? ` (${values.length} runs: ${values.map(round).join(', ')})` : ''
    return `${name.padEnd(nameWidth)}  ${round(median)} ${unit}, at most ${max}: ${median <= max ? 'met' : 'MISSED'}${spread}`
  })
  const { cpu, cores, memoryGib, platform, node } = machine
  process.stdout.write(
    `${report.name}\n${cpu}, ${cores} cores, ${memoryGib} GiB, ${platform}, Node ${node}\n\n${lines.join('\n')}\n`,
  )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

function round(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0)
}
