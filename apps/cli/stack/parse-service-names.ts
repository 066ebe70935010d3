import { AuraError } from '@aura-sign/core'
import { type ServiceName, serviceNames } from '@aura-sign/stack'

/** The names of services on a command line; throws `usage` for one that there is not. */
export function parseServiceNames(words: readonly string[]): ServiceName[] {
  return words.map((word) => {
    const name = serviceNames.find((candidate) => candidate === word)
    if (name === undefined) {
      throw new AuraError('usage', { detail: `there is no service "${word}"; there are ${serviceNames.join(', ')}` })
    }
    return name
  })
}
