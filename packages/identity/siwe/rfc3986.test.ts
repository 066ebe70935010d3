import { describe, expect, it } from 'vitest'
import { isAuthority, isPchars, isScheme, isUri } from './rfc3986.ts'

describe('isAuthority', () => {
  it.each([
    '',
    'a',
    'a.example:8443',
    'a:',
    ':80',
    'user:pass@a',
    '@',
    '1.2.3.4',
    '1.2.3.256',
    '%41',
    '[::]',
    '[::1]:80',
    '[1::]',
    '[1:2:3:4:5:6:7:8]',
    '[1:2:3:4:5:6:7::]',
    '[::2:3:4:5:6:7:8]',
    '[1::3:4:5:6:7:8]',
    '[1:2:3:4:5:6:1.2.3.4]',
    '[1:2:3:4:5::1.2.3.4]',
    '[::255.255.255.255]',
    '[v1.x:y]',
  ])('accepts %j', (text) => {
    expect(isAuthority(text)).toBe(true)
  })

  it.each([
    'a b',
    'a/b',
    'a?b',
    'a#b',
    'a\n',
    'a:b',
    'a@b@c',
    '%4',
    '%4g',
    'é',
    '::1',
    '[::1',
    '[]',
    '[1]',
    '[:]',
    '[:::]',
    '[1::2::3]',
    '[12345::]',
    '[g::]',
    '[1:2:3:4:5:6:7]',
    '[1:2:3:4:5:6:7:8:9]',
    '[1:2:3:4:5:6:7:8::]',
    '[1:2:3:4:5:6:7::8]',
    '[::1:2:3:4:5:6:7:8]',
    '[1:2:3:4:5:1.2.3.4]',
    '[1:2:3:4:5:6:7:1.2.3.4]',
    '[1:2:3:4:5:6::1.2.3.4]',
    '[::1.2.3]',
    '[::1.2.3.256]',
    '[::1.2.3.04]',
    '[::1.2.3.4:5]',
    '[1.2.3.4]',
    '[::1%25eth0]',
    '[v.x]',
    '[v1.]',
    '[::1]a',
  ])('refuses %j', (text) => {
    expect(isAuthority(text)).toBe(false)
  })
})

describe('isUri', () => {
  it.each([
    'a:',
    'a:b',
    'a:/',
    'a:/b//c',
    'a://',
    'a:///',
    'a://h//x',
    'a:b/c:d@e',
    'a:?q',
    'a:#f',
    'a://u@h:1/p;x=1/%20?q=/?#f/?',
    'urn:isbn:1',
    'mailto:a@b.example',
  ])('accepts %j', (text) => {
    expect(isUri(text)).toBe(true)
  })

  it.each([
    '',
    ':',
    'a',
    '/a',
    '//a',
    '?a',
    '1a:b',
    'a_b:c',
    'a:b c',
    'a:b\n',
    'a:[b]',
    'a:b#c#d',
    'a:%',
    'a:%2',
    'a:"b"',
    'a:<b>',
    'a:b|c',
    'a:é',
    'a://h:port/',
    'a://[::1/',
    'a://u@v@h',
  ])('refuses %j', (text) => {
    expect(isUri(text)).toBe(false)
  })
})

describe('isScheme and isPchars', () => {
  it('follow their rules', () => {
    expect(['a', 'A1+-.'].every(isScheme)).toBe(true)
    expect(['', '1a', '+a', 'a_', 'a:', 'é', 'a\n'].some(isScheme)).toBe(false)
    expect(['', 'a', ':@%2F', "!$&'()*+,;=-._~"].every(isPchars)).toBe(true)
    expect(['/', '?', '#', ' ', '%', '[', '"', 'é', '\n', 'a\n'].some(isPchars)).toBe(false)
  })
})
