import { sha256Hex } from '@aura-sign/core'
import { contentHashOf, incomingPrefix } from '@aura-sign/recovery'
import { expect, it } from 'vitest'
import { evidenceKey, incomingKey, sha256OfEvidenceKey } from '../../../packages/identity/evidence/evidence-key.ts'

it('recovery, which knows nothing of identities, takes the keys of evidence for what they are', () => {
  const sha256 = sha256Hex('hello')
  expect(contentHashOf(evidenceKey(sha256))).toBe(sha256)
  expect(incomingKey().startsWith(incomingPrefix)).toBe(true)
  for (const key of [incomingKey(), 'data/evidence/x', `data/${sha256}`, `data/evidence/${sha256.toUpperCase()}`]) {
    expect([key, contentHashOf(key)]).toEqual([key, sha256OfEvidenceKey(key)])
  }
})
