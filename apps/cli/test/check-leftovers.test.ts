import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkLeftovers } from './check-leftovers.ts'
import { openTestRun, type TestRun } from './test-run.ts'

const untilEnded = 'process.stdout.write("up"); process.stdin.resume(); setInterval(() => undefined, 1000)'

describe('checkLeftovers', () => {
  let parent: string
  let run: TestRun
  let planted: ChildProcess[]
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'aura-leftovers-'))
    run = openTestRun(parent)
    planted = []
  })
  afterEach(() => {
    for (const child of planted) child.kill('SIGKILL')
    rmSync(parent, { recursive: true, force: true })
  })

  async function plant(options: { environment?: Record<string, string>; words?: string[]; cwd?: string }) {
    const child = spawn(process.execPath, ['-e', untilEnded, ...(options.words ?? [])], {
      env: options.environment ?? {},
      cwd: options.cwd ?? '/',
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    planted.push(child)
    await once(child.stdout, 'data')
    return { pid: child.pid, closed: once(child, 'close') }
  }

  it('is quiet after a run that left nothing, and removes its directory', async () => {
    expect(await checkLeftovers(run)).toEqual([])
    expect(existsSync(run.directory)).toBe(false)
  })

  it.each([
    ['has its mark in the environment', (run: TestRun) => ({ environment: { AURA_TEST_RUN: run.id } })],
    ['got its directory for temporary files', (run: TestRun) => ({ environment: { TMPDIR: run.directory } })],
    ['names its directory in its arguments', (run: TestRun) => ({ words: [join(run.directory, 'x.conf')] })],
    ['works in its directory', (run: TestRun) => ({ cwd: run.directory })],
  ])('names and ends a process that %s', async (_how, options) => {
    const { pid, closed } = await plant(options(run))
    const faults = await checkLeftovers(run, { graceMs: 0 })
    expect(faults).toEqual([
      expect.stringMatching(new RegExp(`^process ${pid} was left running: ${process.execPath} -e`)),
    ])
    expect(await closed).toEqual([null, 'SIGKILL'])
  })

  it('leaves processes of other runs alone', async () => {
    const other = openTestRun(parent)
    await plant({ environment: { ...other.environment } })
    expect(await checkLeftovers(run, { graceMs: 0 })).toEqual([])
    expect(planted[0]?.signalCode).toBeNull()
  })

  it('gives a process that is ending the time to do so', async () => {
    const { closed } = await plant({ environment: { ...run.environment } })
    const checked = checkLeftovers(run, { graceMs: 60_000 })
    planted[0]?.kill('SIGTERM')
    expect(await checked).toEqual([])
    await closed
  })

  it.each([
    ['is quiet about', [], []],
    ['is quiet about', ['claims.lock'], []],
    ['names', ['claims.lock', '7'], ['aura-sign-ports-0 was left in the directory for temporary files']],
  ])('%s a register of ports with the entries %j', async (_does, entries, faults) => {
    const register = join(run.directory, 'aura-sign-ports-0')
    mkdirSync(register)
    for (const entry of entries) writeFileSync(join(register, entry), '/gone')
    expect(await checkLeftovers(run)).toEqual(faults)
  })

  it('names files that were left, and removes them', async () => {
    writeFileSync(join(run.directory, 'forgotten.txt'), '')
    expect(await checkLeftovers(run)).toEqual(['forgotten.txt was left in the directory for temporary files'])
    expect(existsSync(run.directory)).toBe(false)
  })
})
