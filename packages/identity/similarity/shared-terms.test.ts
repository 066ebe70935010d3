import { describe, expect, it } from 'vitest'
import { sharedTerms } from './shared-terms.ts'

describe('sharedTerms', () => {
  it('names informative words that both texts have, whatever their case', () => {
    expect(sharedTerms('I am a Solidity auditor in Lisbon', ['The auditor knows SOLIDITY and me'])).toEqual([
      ['solidity', 'auditor'],
    ])
  })

  it('puts the words first that fewest of the statements share', () => {
    const [first] = sharedTerms('staking beekeeping', ['staking and beekeeping', 'staking at home', 'staking'])
    expect(first).toEqual(['beekeeping', 'staking'])
  })

  it('names at most five', () => {
    const text = 'alpha beta gamma delta epsilon zeta eta'
    expect(sharedTerms(text, [text])[0]).toHaveLength(5)
  })

  it('leaves out short Latin words and numbers but keeps short words of other scripts', () => {
    expect(sharedTerms('go 42 音楽 rust', ['rust go 42 音楽'])).toEqual([['音楽', 'rust']])
  })

  it('is empty without a query text', () => {
    expect(sharedTerms('', ['anything'])).toEqual([[]])
  })
})
