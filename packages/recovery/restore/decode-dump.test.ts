import { expect, it } from 'vitest'
import { decodeDump } from './decode-dump.ts'

async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

it('puts a character together that lies across two chunks', async () => {
  const text = `x${'é'.repeat(100)}`
  expect((await Array.fromAsync(decodeDump(chunks(Buffer.from(text), 7), { name: 'dump' }))).join('')).toBe(text)
})

it.each([
  ['holds bytes that are no UTF-8', Buffer.from([0x73, 0xff, 0xfe])],
  ['ends within a character', Buffer.from('é').subarray(0, 1)],
])('refuses text that %s', async (_what, bytes) => {
  const decoded = Array.fromAsync(decodeDump(chunks(bytes, 8), { name: 'dump' }))
  await expect(decoded).rejects.toMatchObject({ code: 'backup_corrupt' })
})
