import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkLeftovers } from './check-leftovers.ts'
import { runProgram } from './run-program.ts'
import { openTestRun } from './test-run.ts'

const timeoutMs = 60_000

describe('runProgram', () => {
  const runNode = async (script: string, signal = new AbortController().signal) => {
    const run = openTestRun()
    const { exitCode, output } = await runProgram(process.execPath, ['-e', script], {
      run,
      signal,
      timeoutMs,
      output: 'keep',
    })
    return { run, exitCode, output, leftovers: await checkLeftovers(run, { graceMs: 0 }) }
  }

  it('gives the mark of the run to the program, and its output and exit code back', async () => {
    const print = 'console.log(process.env.AURA_TEST_RUN, require("os").tmpdir()); process.exitCode = 3'
    const { run, exitCode, output } = await runNode(print)
    expect([exitCode, output]).toEqual([3, `${run.id} ${run.directory}\n`])
  })

  it('ends an interrupted program; what that leaves behind is found, ended and removed', async () => {
    const interruption = new AbortController()
    interruption.abort()
    const { run, exitCode, leftovers } = await runNode('setInterval(() => undefined, 1000)', interruption.signal)
    expect([exitCode, leftovers, existsSync(run.directory)]).toEqual([null, [], false])
  })

  it('finds a service that outlived the program which started it', async () => {
    const orphan = `
      const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'],
        { detached: true, stdio: 'ignore' })
      child.unref()
      console.log(child.pid)`
    const { output, leftovers } = await runNode(orphan)
    expect(leftovers).toEqual([expect.stringContaining(`process ${output.trim()} was left running`)])
  })
})
