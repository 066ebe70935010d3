import { describe, expect, it } from 'vitest'
import { MessageBuffer } from './message-buffer.ts'

const message = (type: string, body: string): Buffer => {
  const bytes = Buffer.alloc(5 + body.length)
  bytes.write(type)
  bytes.writeInt32BE(4 + body.length, 1)
  bytes.write(body, 5)
  return bytes
}

describe('MessageBuffer', () => {
  it('gives the same messages however the stream is cut', () => {
    const messages = [message('Q', 'select 1\0'), message('S', ''), message('P', 'x'.repeat(40)), message('X', '')]
    const stream = Buffer.concat(messages)
    for (let size = 1; size <= stream.length; size++) {
      const buffer = new MessageBuffer()
      const taken: Buffer[] = []
      for (let at = 0; at < stream.length; at += size) {
        buffer.append(stream.subarray(at, at + size))
        for (let next = buffer.take('typed', 100); next; next = buffer.take('typed', 100)) taken.push(next)
      }
      expect(taken).toEqual(messages)
      expect(buffer.sizeBytes).toBe(0)
    }
  })

  it('reads a packet without a type byte', () => {
    const buffer = new MessageBuffer()
    buffer.append(Buffer.from('0000000804d2162f53', 'hex'))
    expect(buffer.take('startup', 100)?.toString('hex')).toBe('0000000804d2162f')
    expect(buffer.sizeBytes).toBe(1)
  })

  it.each([
    ['a length below its own size', 3],
    ['a negative length', -1],
    ['a length over the bound', 1000],
  ])('throws at %s before the body arrives', (_what, length) => {
    const buffer = new MessageBuffer()
    const header = Buffer.from('Q....')
    header.writeInt32BE(length, 1)
    buffer.append(header)
    expect(() => buffer.take('typed', 100)).toThrow(RangeError)
  })
})
