import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { dataDirectoryAt, readRunFile } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { projectDirectory } from '../config.ts'
import { commandEnvironment } from '../testing/command-environment.ts'
import { createDrillDirectory } from './drill-directory.ts'

describe('./aura drill database', () => {
  let temporary: string
  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'aura drills '))
  })
  afterEach(() => rm(temporary, { recursive: true }))

  /** Runs the real command; `onStep` hears of each step as it begins. */
  const drill = async (options: {
    words?: string[]
    onStep?: (name: string, kill: (signal: NodeJS.Signals) => void) => void
  }) => {
    const main = join(projectDirectory, 'apps', 'cli', 'main.ts')
    const words = ['drill', 'database', '--identities', '50', '--json', ...(options.words ?? [])]
    const { NODE_COMPILE_CACHE } = process.env
    const child = spawn(process.execPath, [main, ...words], {
      // What a .env could set: none of it may reach the disposable stack.
      env: {
        ...commandEnvironment(),
        ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }),
        TMPDIR: temporary,
        BACKUP_STORE_URL: 'file:///nowhere/real',
        APP_URL: 'https://real.example',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exit = once(child, 'exit')
    const stdout = text(child.stdout)
    const begun = new Set<string>()
    for await (const line of createInterface({ input: child.stderr })) {
      const { name } = line.startsWith('{') ? JSON.parse(line) : { name: null }
      if (name && !begun.has(name)) options.onStep?.(name, (signal) => child.kill(signal))
      begun.add(name)
    }
    const [exitCode] = await exit
    return { exitCode, stdout: await stdout, steps: [...begun] }
  }
  const stackOf = async () => {
    const [root = ''] = (await readdir(temporary)).filter((name) => name.startsWith('aura-drill-'))
    return { root: join(temporary, root), run: readRunFile(dataDirectoryAt(join(temporary, root, 'data')).runFile) }
  }

  it('destroys and recovers a database, reports it, and leaves nothing behind', async () => {
    const file = join(temporary, 'report.json')
    const pids: (number | undefined)[] = []
    const onStep = async (name: string) => {
      if (name === 'sign in' || name === 'compare') pids.push((await stackOf()).run?.pid)
    }
    const { exitCode, stdout } = await drill({ words: ['--report', file, '--seed', 'test'], onStep })
    const report = JSON.parse(stdout)
    expect(report.checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([])
    expect([exitCode, report.passed]).toEqual([0, true])
    expect(report).toMatchObject({ scenario: 'database', stack: 'embedded', seed: 'test' })
    const younger = { attestations: 10, revocations: 4 }
    expect(report.attestations).toMatchObject({ younger, recovered: younger, lost: [], rpo: { measuredSeconds: 0 } })
    expect(report.steps).toContainEqual({ id: 'reconcile', seconds: expect.any(Number), ok: true })
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(report)
    expect(await readdir(temporary)).toEqual(['report.json'])
    expect(pids).toHaveLength(2)
    for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH')
  }, 180_000)

  it('cleans up and ends with 130 when it is interrupted', async () => {
    let pid: number | undefined
    const { exitCode, stdout } = await drill({
      onStep: async (name, kill) => {
        if (name !== 'write') return
        pid = (await stackOf()).run?.pid
        kill('SIGINT')
      },
    })
    expect(exitCode).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ passed: false })
    expect(await readdir(temporary)).toEqual([])
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH')
  }, 180_000)

  it('fails, with exit code 1, when its stack dies by itself', async () => {
    const { exitCode, stdout } = await drill({
      onStep: async (name) => {
        if (name === 'write') process.kill((await stackOf()).run?.pid ?? 0, 'SIGKILL')
      },
    })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ passed: false, rto: { measuredSeconds: null } })
    expect(await readdir(temporary)).toEqual([])
  }, 180_000)

  it('removes what a drill left that was killed itself, once its lock is free', async () => {
    const { exitCode } = await drill({ onStep: (name, kill) => name === 'write' && kill('SIGKILL') })
    expect(exitCode).toBeNull()
    const { root, run } = await stackOf()
    const longAgo = new Date(Date.now() - 3_600_000)
    await utimes(root, longAgo, longAgo)
    {
      await using _next = await createDrillDirectory(temporary)
      expect((await readdir(temporary)).map((name) => join(temporary, name))).not.toContain(root)
    }
    expect(await readdir(temporary)).toEqual([])
    await expect.poll(() => isAlive(run?.pid), { timeout: 20_000 }).toBe(false)
  }, 180_000)
})

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}
