import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimStack, type RunFile, readRunFile, writeRunFile } from './run-file.ts'

const run: RunFile = {
  pid: process.pid,
  startedAt: '2026-11-23T12:00:00.000Z',
  siteUrl: 'http://127.0.0.1:3000',
  databaseUrl: 'postgresql://admin:secret@127.0.0.1:5432/aura',
  controlUrl: 'http://127.0.0.1:3999',
  controlToken: 'token',
  stopSecondsMax: 25,
}
let root: string
const path = () => join(root, 'run.json')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-run-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('the run file', () => {
  it('names the stack for as long as its claim is held', async () => {
    const claim = await claimStack(path())
    expect(readRunFile(path())).toBeNull()
    claim.publish(run)
    expect(readRunFile(path())).toEqual(run)
    claim.release()
    expect(readRunFile(path())).toBeNull()
  })

  it('counts for nothing when its stack was killed, even if another process has the pid by now', () => {
    writeRunFile(path(), run)
    expect(readRunFile(path())).toBeNull()
  })

  it('counts for nothing when it is damaged', async () => {
    const claim = await claimStack(path())
    writeRunFile(path(), { ...run, siteUrl: 'nowhere' })
    expect(readRunFile(path())).toBeNull()
    claim.release()
  })

  it('gives a data directory to one stack only', async () => {
    const claim = await claimStack(path())
    await expect(claimStack(path())).rejects.toMatchObject({
      code: 'data_directory_locked',
      message: `the data directory ${root} is in use by process ${process.pid}`,
    })
    claim.release()
    ;(await claimStack(path())).release()
  })

  it('of a killed stack is gone while the next one starts', async () => {
    writeRunFile(path(), run)
    const claim = await claimStack(path())
    expect(readRunFile(path())).toBeNull()
    claim.release()
  })

  it('counts for nothing when it names another process than the one that holds the claim', async () => {
    const claim = await claimStack(path())
    claim.publish({ ...run, pid: process.ppid })
    expect(readRunFile(path())).toBeNull()
    claim.release()
  })
})
