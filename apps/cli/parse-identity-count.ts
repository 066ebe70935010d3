import { AuraError } from '@aura-sign/core'

/** Parses `--identities`; throws `usage` outside of 1 to `max`. */
export function parseIdentityCount(max: number): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (Number.isInteger(count) && count >= 1 && count <= max) return count
    throw new AuraError('usage', { detail: `"${text}" is not a number of identities between 1 and ${max}` })
  }
}
