import { join, relative } from 'node:path'

// What a shell takes as one word when it is not quoted.
const word = /^[\w./@%+:,=-]+$/

/**
 * A folder below `preferred`, as seen from `from`, that a shell takes as one word without quotes; where the way there has a blank in it, one below
 * `from` itself.
 */
export function shellFolder(preferred: string, options: { from: string; name: string }): string {
  const path = relative(options.from, join(preferred, options.name))
  return word.test(path) ? path : `.aura-${options.name}`
}
