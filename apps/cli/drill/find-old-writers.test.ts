import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@aura-sign/core'
import { lockDirectory } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findOldWriters } from './find-old-writers.ts'

describe('findOldWriters', () => {
  let directory: string
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'aura-writers-')), 'database')
  })
  afterEach(() => rm(join(directory, '..'), { recursive: true }))

  const find = async (planted: { pid?: number; port?: number }) => {
    const { pid = await endedProcess(), port = await freePort() } = planted
    return await findOldWriters({ pid, urls: [`http://127.0.0.1:${port}`], directory })
  }

  it('finds nothing when process, port and lock are free', async () => {
    expect(await find({})).toEqual([])
  })

  it('finds a process that still runs', async () => {
    expect(await find({ pid: process.pid })).toEqual([`process ${process.pid} still runs`])
  })

  it('finds a port that still answers', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      expect(await find({ port })).toEqual([`something still answers on port ${port}`])
    } finally {
      server.close()
    }
  })

  it('finds a holder of the lock of the database', async () => {
    using _lock = lockDirectory(directory)
    expect(await find({})).toEqual([`process ${process.pid} still holds the lock of the database`])
  })
})

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}
