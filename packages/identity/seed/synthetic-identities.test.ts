import { userIdOf } from '@aura-sign/core'
import { describe, expect, it } from 'vitest'
import { normalizeStatement } from '../profile/normalize-statement.ts'
import { syntheticIdentities } from './synthetic-identities.ts'

describe('syntheticIdentities', () => {
  const identities = syntheticIdentities({ count: 500, seed: 'test' })

  it('gives the same identities for the same seed on every machine', () => {
    expect(syntheticIdentities({ count: 2, seed: 'test' })).toEqual(identities.slice(0, 2))
    expect(identities[0]).toMatchInlineSnapshot(`
      {
        "account": "eip155:1:0xb305c4aadba433ce6a0ce4412838b922212d5d1f",
        "address": "0xB305C4aAdBA433cE6A0CE4412838b922212D5D1F",
        "statement": "Hi, I am a protocol engineer who also helps run a local Ethereum meetup. Ask me about proof aggregation for rollups, Rust and profiling. I hold attestations on Scroll and Celo. Happy to help beginners with elliptic curves. Looking for co-authors.",
        "userId": "8c02f212-e6ff-59fd-b6ba-8919f2f57232",
      }
    `)
  })

  it('begins every larger set with the smaller one, and can start in its middle', () => {
    expect(syntheticIdentities({ count: 10, seed: 'test', offset: 490 })).toEqual(identities.slice(490))
  })

  it('gives other identities for another seed', () => {
    const [other] = syntheticIdentities({ count: 1, seed: 'other' })
    expect(other?.address).not.toBe(identities[0]?.address)
    expect(other?.statement).not.toBe(identities[0]?.statement)
  })

  it('gives distinct addresses and statements', () => {
    expect(new Set(identities.map((identity) => identity.address)).size).toBe(500)
    expect(new Set(identities.map((identity) => identity.statement)).size).toBeGreaterThan(495)
  })

  it('derives the user id from the founding account', () => {
    for (const { address, account, userId } of identities) {
      expect(account).toBe(`eip155:1:${address.toLowerCase()}`)
      expect(userId).toBe(userIdOf(account))
    }
  })

  it('writes statements that the profile accepts as they are', () => {
    for (const { statement } of identities) expect(normalizeStatement(statement)).toEqual({ ok: true, statement })
  })
})
