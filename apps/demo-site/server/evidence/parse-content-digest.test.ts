import { sha256Hex } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { contentDigest, parseContentDigest } from './parse-content-digest.ts'

const sha256 = sha256Hex('hello')

describe('parseContentDigest', () => {
  it('reads what it writes, and what RFC 9530 writes', () => {
    expect(parseContentDigest(contentDigest(sha256))).toBe(sha256)
    expect(parseContentDigest('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:')).toMatch(/^44aff4ab/)
  })

  it.each([undefined, '', 'sha-512=:YQ==:', 'md5=abc'])('finds no SHA-256 in %j', (header) => {
    expect(parseContentDigest(header)).toBeNull()
  })

  it('finds it among others', () => {
    expect(parseContentDigest(`sha-512=:YQ==:, ${contentDigest(sha256)}`)).toBe(sha256)
  })

  it.each(['sha-256=', `sha-256=${sha256}`, 'sha-256=:YQ==:', `sha-256=:${'A'.repeat(44)}:`])(
    'takes %j for no hash',
    (header) => {
      expect(parseContentDigest(header)).toBeUndefined()
    },
  )
})
