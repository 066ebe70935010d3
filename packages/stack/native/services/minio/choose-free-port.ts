import { randomInt } from 'node:crypto'
import { isPortFree } from '../../ports/is-port-free.ts'
import { portRanges } from '../../ports/port-ranges.ts'

const attemptsMax = 50

/** A port for a monitor on loopback where nothing listens, chosen at random so that two stacks rarely want the same. */
export async function chooseFreePort(): Promise<number> {
  const { first, last } = portRanges.monitors
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const port = randomInt(first, last + 1)
    if (await isPortFree(port)) return port
  }
  throw new Error(`none of ${attemptsMax} ports between ${first} and ${last} is free`)
}
