import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { quickBenchmarks } from './bench.ts'

it('offers --quick for exactly the benchmarks that know it', () => {
  const directory = new URL('../../../bench/', import.meta.url)
  const files = readdirSync(directory).filter((file) => file.endsWith('.ts'))
  const knowing = files.filter((file) => readFileSync(new URL(file, directory), 'utf8').includes("includes('--quick')"))
  expect(knowing.map((file) => file.slice(0, -'.ts'.length))).toEqual(quickBenchmarks)
})
