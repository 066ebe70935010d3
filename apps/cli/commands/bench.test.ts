import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { benchmarks, quickBenchmarks } from './bench.ts'

const directory = new URL('../../../bench/', import.meta.url)
const files = readdirSync(directory).filter((file) => file.endsWith('.ts'))

it('lists every file of the folder that is no part of another, with what it measures', () => {
  expect(Object.keys(benchmarks).map((name) => `${name}.ts`)).toEqual(files)
})

it('offers --quick for exactly the benchmarks that know it', () => {
  const knowing = files.filter((file) => readFileSync(new URL(file, directory), 'utf8').includes("includes('--quick')"))
  expect(knowing.map((file) => file.slice(0, -'.ts'.length))).toEqual(quickBenchmarks)
})
