import { describe, expect, it } from 'vitest'
import { fillBuffers } from './fill-buffers.ts'

const bytes = (text: string) => Buffer.from(text)

async function* streamOf(...texts: string[]) {
  for (const text of texts) yield bytes(text)
}

describe('fillBuffers', () => {
  it.each([
    [[], []],
    [['', ''], []],
    [['abc'], ['abc']],
    [['abcd'], ['abcd']],
    [
      ['a', 'bc', 'defghijklm', '', 'n'],
      ['abcd', 'efgh', 'ijkl', 'mn'],
    ],
  ])('gathers %j as %j', async (chunks, parts) => {
    const found: string[] = []
    for await (const part of fillBuffers(streamOf(...chunks), { bufferBytes: 4, buffersMax: 1 })) {
      found.push(Buffer.from(part.bytes).toString())
      part.giveBack()
    }
    expect(found).toEqual(parts)
  })

  it('fills the same few buffers again and again, and waits until one is given back', async () => {
    const filled = fillBuffers(streamOf('aabbccdd'), { bufferBytes: 2, buffersMax: 2 })
    const [first, second] = [(await filled.next()).value, (await filled.next()).value]
    let isThird = false
    const third = filled.next().then(({ value }) => {
      isThird = true
      return value
    })
    await new Promise(setImmediate)
    expect([isThird, Buffer.from(first?.bytes ?? []).toString()]).toEqual([false, 'aa'])
    second?.giveBack()
    expect((await third)?.bytes.buffer).toBe(second?.bytes.buffer)
    first?.giveBack()
    expect((await filled.next()).value?.bytes.buffer).toBe(first?.bytes.buffer)
  })

  it('ends as its source does', async () => {
    const source = (async function* () {
      yield bytes('ab')
      throw new Error('cut off')
    })()
    await expect(async () => {
      for await (const part of fillBuffers(source, { bufferBytes: 4, buffersMax: 1 })) part.giveBack()
    }).rejects.toThrow('cut off')
  })
})
