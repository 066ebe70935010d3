import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSpooled, spoolBody } from './spool-body.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aura spool '))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one, ')
  yield Buffer.from('two')
}

describe('a body on its way through the disk', () => {
  it('is read from its start as often as it has to be sent, and has no name that could stay behind', async () => {
    vi.stubEnv('TMPDIR', directory)
    await using spooled = await spoolBody(chunks())
    expect([spooled.sizeBytes, readdirSync(directory)]).toEqual([8, []])
    for (const _attempt of [1, 2]) {
      expect(Buffer.concat(await Array.fromAsync(readSpooled(spooled))).toString()).toBe('one, two')
    }
  })

  it('says where there is no room for it, and what to do', async () => {
    writeFileSync(join(directory, 'file'), '')
    for (const path of [join(directory, 'absent'), join(directory, 'file')]) {
      vi.stubEnv('TMPDIR', path)
      await expect(spoolBody(chunks())).rejects.toMatchObject({
        code: 'object_spool_failed',
        parameters: { path, detail: expect.stringMatching(/ENOENT|ENOTDIR/) },
      })
    }
  })

  it('says so when what it kept cannot be read again', async () => {
    const spooled = await spoolBody(chunks())
    await spooled.file.close()
    // Every use of the file from here on is refused by the system, as by a disk that is broken.
    await expect(Array.fromAsync(readSpooled(spooled))).rejects.toMatchObject({ code: 'object_spool_failed' })
  })

  it('keeps nothing of a source that breaks off', async () => {
    vi.stubEnv('TMPDIR', directory)
    async function* broken() {
      yield* chunks()
      throw new Error('the source broke off')
    }
    await expect(spoolBody(broken())).rejects.toThrow('the source broke off')
    expect(readdirSync(directory)).toEqual([])
  })
})
