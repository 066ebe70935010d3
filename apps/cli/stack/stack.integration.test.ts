import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findStackProcesses } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand, spawnCommand } from '../testing/spawn-stack.ts'

let root: string
const directory = () => join(root, 'native')
const aura = (...words: string[]) => runCommand(words, { AURA_DATA_DIR: root })
const stack = (...words: string[]) => aura('stack', ...words)
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura stack '))
})
afterEach(async () => {
  if (existsSync(directory())) await stack('down', '-v', '--confirm', basename(root))
  expect(findStackProcesses(directory())).toEqual([])
  rmSync(root, { recursive: true, force: true })
})

// Many commands, one after the other: bounds what hangs on a busy machine.
describe('./aura stack', { timeout: 240_000 }, () => {
  it('starts, shows, kills, stops and deletes the services, which every command finds', async () => {
    const up = await stack('up', '-d', '--free-ports', '--json')
    expect([up.exitCode, up.stderr]).toEqual([0, ''])
    expect(linesOf(up.stdout)).toContainEqual(expect.objectContaining({ type: 'healthy', service: 'demo-site' }))

    const shown = linesOf((await stack('ps', '--json')).stdout)
    expect(shown).toContainEqual(expect.objectContaining({ name: 'postgres', state: 'running', health: 'healthy' }))
    expect((await stack('ps', 'redis')).stdout).toMatch(/^NAME .*\nredis +running +healthy +\d+ +\d+ +[\d.]+ MB/)

    const status = await aura('status', '--json')
    expect(JSON.parse(status.stdout)).toMatchObject({ stack: 'native', status: 'ok' })
    expect((await aura('migrate')).stdout).toBe('the schema is current\n')
    expect((await aura('seed', '--identities', '5')).stdout).toContain('5 identities added')
    const smoke = await aura('smoke')
    expect([smoke.exitCode, smoke.stdout]).toEqual([0, expect.not.stringContaining('FAILED')])
    const backup = await aura('backup', 'create')
    expect([backup.exitCode, backup.stdout]).toEqual([0, expect.stringMatching(/^backup_/)])
    expect((await aura('backup', 'list')).stdout).toContain(backup.stdout.trim())

    expect((await stack('kill', '-s', 'KILL', 'worker')).exitCode).toBe(0)
    expect((await stack('ps', 'worker')).stdout).toContain('exited')
    expect((await stack('start', 'worker')).exitCode).toBe(0)
    expect((await stack('restart', 'redis')).exitCode).toBe(0)
    expect((await stack('stop', 'guardian')).exitCode).toBe(0)
    expect((await aura('down')).stderr).toContain('aura stack down')

    const logs = await stack('logs', '--tail', '1', 'redis', 'postgres')
    expect(logs.stdout.trim().split('\n')).toHaveLength(2)
    expect(logs.stdout).toMatch(/^redis +\| .*|^postgres +\| .*/m)

    const refused = await stack('down', '-v')
    expect([refused.exitCode, refused.stderr]).toEqual([14, expect.stringContaining('this deletes')])
    expect(findStackProcesses(directory())).not.toEqual([])
    expect((await stack('down', '-v', `--confirm=${basename(root)}`)).exitCode).toBe(0)
    expect([existsSync(directory()), findStackProcesses(directory())]).toEqual([false, []])
  })

  it('attached follows the logs, and stops everything at Ctrl-C', async () => {
    const { child, output } = spawnCommand(['stack', 'up', '--free-ports', 'redis'], { AURA_DATA_DIR: root })
    await expect.poll(() => output.stderr, { timeout: 30_000 }).toMatch(/redis +healthy/)
    await stack('restart', 'redis')
    await expect.poll(() => output.stdout, { timeout: 30_000 }).toMatch(/^redis +\| .*Ready to accept connections/m)
    child.kill('SIGINT')
    await expect.poll(() => child.exitCode, { timeout: 30_000 }).toBe(0)
    expect(findStackProcesses(directory())).toEqual([])
    expect((await stack('ps', 'redis')).stdout).toContain('stopped')
  })

  it('keeps secrets out of arguments and logs', async () => {
    const up = await stack('up', '-d', '--free-ports')
    expect([up.exitCode, up.stderr]).toEqual([0, expect.stringMatching(/^aura: http:\/\/localhost:\d+$/m)])
    const secrets = Object.values(JSON.parse(readFileSync(join(directory(), 'secrets.json'), 'utf8'))).flatMap(
      (value) => (typeof value === 'string' ? value : [(value as { secretAccessKey: string }).secretAccessKey]),
    )
    const commandLines = findStackProcesses(directory()).map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    const logs = (await stack('logs')).stdout
    expect([commandLines.length > 5, secrets.length]).toEqual([true, 12])
    for (const secret of secrets) {
      expect(commandLines.join('\n')).not.toContain(secret)
      expect(logs).not.toContain(secret)
    }
  })

  it('refuses to start on a disk that is nearly full', async () => {
    const full = await stack('up', '-d', '--free-ports', '--min-free-disk', '999999999', 'redis')
    expect([full.exitCode, full.stderr]).toEqual([13, expect.stringMatching(/MiB free/)])
  })

  it.each([
    [['up', '-d', 'mysql'], 2, /no service "mysql"; there are postgres/],
    [['--stack', 'embedded', 'up'], 2, /aura up/],
    [['up', '--stack', 'kubernetes'], 2, /there are native and compose/],
    [['kill', '-s', 'SIGNOTHING', 'redis'], 2, /no signal/],
    [['logs', '--tail', 'many'], 2, /whole number/],
    [['logs'], 13, /no stack is running/],
    [['start', 'redis'], 10, /has not been made.*\n.*aura stack up -d redis/],
  ])('%j ends with %i and says what to do', async (words, exitCode, message) => {
    const result = await stack(...words)
    expect([result.exitCode, result.stderr]).toEqual([exitCode, expect.stringMatching(message)])
  })
})
