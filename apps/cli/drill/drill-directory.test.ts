import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimStack, dataDirectoryAt, type StackClaim } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDrillDirectory } from './drill-directory.ts'

describe('createDrillDirectory', () => {
  let parent: string
  let stranger: ChildProcess
  let claim: StackClaim | null = null
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'aura sweep '))
    stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(stranger, 'spawn')
  })
  afterEach(async () => {
    stranger.kill('SIGKILL')
    claim?.release()
    await rm(parent, { recursive: true })
  })

  /** What a drill leaves that was killed long ago, its run file naming a process that is somebody else's by now. */
  const abandon = async () => {
    const root = join(parent, 'aura-drill-planted')
    const data = dataDirectoryAt(join(root, 'data'))
    await mkdir(data.databases, { recursive: true })
    const url = 'http://127.0.0.1:9'
    const urls = { siteUrl: url, databaseUrl: url, controlUrl: url }
    const startedAt = new Date(0).toISOString()
    const secret = { controlToken: 'x', stopSecondsMax: 1, drill: 'planted' }
    claim = await claimStack(data.runFile)
    claim.publish({ pid: stranger.pid ?? 0, startedAt, ...urls, ...secret })
    await utimes(root, new Date(0), new Date(0))
    return root
  }
  const ended = () => stranger.exitCode !== null || stranger.signalCode !== null

  it('kills nobody that does not hold the lock of the database it would end', async () => {
    const root = await abandon()
    await using _drill = await createDrillDirectory(parent)
    expect(existsSync(root)).toBe(false)
    // A signal that was sent has arrived once the process no longer answers.
    stranger.kill('SIGTERM')
    if (!ended()) await once(stranger, 'exit')
    expect(stranger.signalCode).toBe('SIGTERM')
  })

  it('leaves alone what belongs to another user', async () => {
    const root = await abandon()
    await using _drill = await createDrillDirectory(parent, (process.getuid?.() ?? 0) + 1)
    expect(existsSync(root)).toBe(true)
    expect(existsSync(join(root, 'drill.lock'))).toBe(false)
  })
})
