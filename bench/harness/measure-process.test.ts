import { expect, it } from 'vitest'
import { measureProcess } from './measure-process.ts'

const environment = { PATH: process.env.PATH }
it('gives what a program printed, and fails with what it said when it failed', async () => {
  const measured = await measureProcess('/bin/sh', ['-c', 'sleep 0.3; echo printed'], { environment })
  expect(measured.stdout).toBe('printed\n')
  expect(measured.peakMebibytes).toBeGreaterThan(0)
  const failing = measureProcess('/bin/sh', ['-c', 'echo why >&2; exit 3'], { environment })
  await expect(failing).rejects.toThrow('/bin/sh ended with 3: why')
})

it('fails when a program is killed', async () => {
  const killed = measureProcess('/bin/sh', ['-c', 'kill -9 $$'], { environment })
  await expect(killed).rejects.toThrow('ended with SIGKILL')
})
