import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStack, serverService } from '../testing/test-stack.ts'
import { stackLayout } from './stack-layout.ts'
import { trimLogs } from './trim-logs.ts'

/** Writes more than a log may hold, and one more line for each request. */
const talkative = `
  for (let count = 0; count < 20; count += 1) require('node:fs').writeSync(1, 'x'.repeat(1024 * 1024 - 1) + '\\n')
  require('node:http')
    .createServer((_, response) => console.log('asked') ?? response.end('yes'))
    .listen(Number(process.env.PORT), '127.0.0.1')`
const mebibyte = 1024 * 1024

describe('the logs of a stack', () => {
  let logs: string
  beforeEach(() => {
    logs = mkdtempSync(join(tmpdir(), 'aura logs '))
  })
  afterEach(() => rmSync(logs, { recursive: true }))

  it('keep their end beside them when they are over the bound, and are left alone below it', () => {
    mkdirSync(join(logs, 'redis'))
    const path = join(logs, 'redis', 'redis.log')
    writeFileSync(path, '0123456789')
    trimLogs(logs, { bytesMax: 10 })
    expect(readdirSync(join(logs, 'redis'))).toEqual(['redis.log'])
    trimLogs(logs, { bytesMax: 4 })
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual(['', '6789'])
    writeFileSync(path, 'abcde')
    trimLogs(logs, { bytesMax: 4 })
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual(['', 'bcde'])
  })

  it('may be absent', () => {
    expect(() => trimLogs(join(logs, 'absent'))).not.toThrow()
  })

  it('are trimmed by each command while the service runs, which goes on at their new end', async () => {
    const redis = serverService('redis', 'REDIS_PORT')
    const processes: typeof redis.processes = async (context) =>
      (await redis.processes(context)).map((process) => ({ ...process, words: ['-e', talkative] }))
    await using test = await openTestStack([{ ...redis, processes }])
    await test.stack.up()
    const log = stackLayout(test.directory).logFile('redis', 'redis')
    expect(statSync(log).size).toBeGreaterThan(20 * mebibyte)
    const later = await test.reopen()
    expect(statSync(`${log}.1`).size).toBe(16 * mebibyte)
    const [state] = await later.ps()
    expect(state).toMatchObject({ state: 'running', health: 'healthy' })
    expect(readFileSync(log, 'utf8')).toMatch(/^(asked\n)+$/)
  })
})
