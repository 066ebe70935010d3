import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readUntilSilent } from './read-until-silent.ts'

const silenceMaxMs = 30_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})
afterEach(() => expect(vi.getTimerCount()).toBe(0))

describe('readUntilSilent', () => {
  it('gives up a sender that says nothing for so long', async () => {
    const sender = new PassThrough()
    const chunks = readUntilSilent(sender, { silenceMaxMs })
    sender.write('a')
    expect(String((await chunks.next()).value)).toBe('a')
    const next = chunks.next()
    vi.advanceTimersByTime(silenceMaxMs - 1)
    expect(sender.destroyed).toBe(false)
    vi.advanceTimersByTime(1)
    await expect(next).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
  })

  it('counts no time in which nobody reads, and none after the last byte', async () => {
    const sender = new PassThrough()
    const chunks = readUntilSilent(sender, { silenceMaxMs })
    sender.write('a')
    await chunks.next()
    vi.advanceTimersByTime(10 * silenceMaxMs)
    sender.end('b')
    expect(String((await chunks.next()).value)).toBe('b')
    vi.advanceTimersByTime(10 * silenceMaxMs)
    expect(await chunks.next()).toMatchObject({ done: true })
    vi.advanceTimersByTime(10 * silenceMaxMs)
    expect(sender.errored).toBeNull()
  })

  it('lets go of a sender whose bytes are not wanted', async () => {
    const sender = new PassThrough()
    const chunks = readUntilSilent(sender, { silenceMaxMs })
    sender.write('a')
    await chunks.next()
    await chunks.return()
    expect(sender.destroyed).toBe(true)
  })
})
