import { expect, it } from 'vitest'
import type { SecretsFacts } from '../facts/secrets-facts.ts'
import { checkSecretsBundle } from './check-secrets-bundle.ts'

const now = new Date('2026-11-23T12:00:00Z')
const newestAt = new Date('2026-11-23T10:30:00Z')
const check = (value: SecretsFacts) => checkSecretsBundle({ known: true, value }, { now })

it('is content with a bundle that holds what is in use', () => {
  expect(check({ comparison: { state: 'current' }, newestAt })).toMatchObject([
    { status: 'ok', detail: expect.stringContaining('1.5 hours') },
  ])
})

it('names what the newest bundle lacks, and the command', () => {
  const changes = { added: ['env:APP_URL'], changed: ['native/secrets.json'], removed: [] }
  expect(check({ comparison: { state: 'stale', changes }, newestAt })).toMatchObject([
    {
      status: 'warn',
      detail: 'the newest is stale: new: env:APP_URL; changed: native/secrets.json',
      next: expect.stringContaining('./aura secrets export'),
    },
  ])
  expect(check({ comparison: { state: 'stale', changes: null }, newestAt })).toMatchObject([
    { status: 'warn', detail: expect.stringContaining('another machine') },
  ])
})

it('warns where there is none, and where it could not look', () => {
  const none = check({ comparison: { state: 'absent' }, newestAt: null })
  expect(none).toMatchObject([{ status: 'warn', next: expect.stringContaining('./aura secrets keygen') }])
  const unknown = checkSecretsBundle({ known: false, reason: 'refused' }, { now })
  expect(unknown).toMatchObject([{ status: 'warn', detail: 'not looked at: refused' }])
  expect(checkSecretsBundle(null, { now })).toEqual([])
})
