import { describe, expect, it } from 'vitest'
import { readPasted } from './read-pasted.ts'

const recipient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

describe('readPasted', () => {
  it('takes a link with everything before its fragment', () => {
    const link = 'https://elsewhere.example/offchain/url/#attestation=eNq'
    expect(readPasted(` ${link}\n`)).toEqual({ ok: true, submission: { shareLink: link } })
  })

  it.each([
    ['the object', { message: { recipient } }],
    ['sig and signer', { sig: { message: { recipient } }, signer: recipient }],
  ])('takes %s as JSON', (_, submission) => {
    expect(readPasted(JSON.stringify(submission))).toEqual({ ok: true, submission })
  })

  it.each(['', 'hello', '{"a":', 'x'.repeat(200_001)])('says what is wanted instead of %.20s', (text) => {
    expect(readPasted(text).ok).toBe(false)
  })
})
