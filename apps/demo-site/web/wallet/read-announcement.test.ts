import { describe, expect, it } from 'vitest'
import { readAnnouncement } from './read-announcement.ts'

const provider = { request: async () => null }
const icon = 'data:image/png;base64,iVBORw0KGgo='
const info = { uuid: 'a-uuid', name: 'A Wallet', rdns: 'example.wallet', icon }

function walletOf(detail: unknown) {
  const verdict = readAnnouncement(detail)
  if (!verdict.ok) throw new Error(verdict.reason)
  return verdict.wallet
}

describe('readAnnouncement', () => {
  it('keeps what an honest wallet announces', () => {
    expect(walletOf({ info, provider })).toEqual({ ...info, provider })
  })

  it.each([
    'https://tracker.example/pixel.png',
    'http://localhost/icon.svg',
    '//tracker.example/pixel.png',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    `data:image/png;base64,${'A'.repeat(200_001)}`,
    '',
    42,
    undefined,
  ])('shows a wallet without its picture when the icon is no bounded data image: %.60s', (bad) => {
    expect(walletOf({ info: { ...info, icon: bad }, provider }).icon).toBeNull()
  })

  it('removes characters from the name that can make it look like another', () => {
    expect(walletOf({ info: { ...info, name: ' Meta\u202eksaM\u200b\n  Wallet ' }, provider }).name).toBe(
      'MetaksaM Wallet',
    )
  })

  it('bounds the length of a name', () => {
    expect(walletOf({ info: { ...info, name: 'x'.repeat(10_000) }, provider }).name).toHaveLength(41)
  })

  it.each([
    [null, 'malformed'],
    ['text', 'malformed'],
    [{ provider }, 'malformed'],
    [{ info: null, provider }, 'malformed'],
    [{ info: { ...info, uuid: 7 }, provider }, 'malformed'],
    [{ info: { ...info, rdns: 'x'.repeat(101) }, provider }, 'malformed'],
    [{ info: { ...info, name: '\u200b \u202e' }, provider }, 'no-name'],
    [{ info }, 'no-provider'],
    [{ info, provider: { request: 'not a function' } }, 'no-provider'],
  ])('refuses an announcement that cannot be used: %#', (detail, reason) => {
    expect(readAnnouncement(detail)).toEqual({ ok: false, reason })
  })
})
