import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { sumProcessTree } from './sum-process-tree.ts'

const held: ReturnType<typeof spawn>[] = []
afterEach(() => {
  for (const child of held.splice(0)) child.kill('SIGKILL')
})

/** A process that has a child which holds so much, until its standard input ends. */
async function hold(mebibytes: number): Promise<number> {
  const holder = `globalThis.bytes = Buffer.alloc(${mebibytes} * 2 ** 20, 1); console.log('held'); process.stdin.resume()`
  const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(holder)}], {stdio: 'inherit'})`
  const child = spawn(process.execPath, ['-e', parent], { stdio: ['pipe', 'pipe', 'inherit'] })
  held.push(child)
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

it('counts what the children of a process hold', async () => {
  const [little, much] = [await hold(1), await hold(300)]
  expect(sumProcessTree(much)).toBeGreaterThan(sumProcessTree(little) + 200)
})

it('counts nothing for a process that is gone', async () => {
  const child = spawn('/bin/true')
  await once(child, 'close')
  expect(sumProcessTree(child.pid ?? 0)).toBe(0)
})
