import { isInformative, words } from './words.ts'

const termsMax = 5
const termLengthMin = 3

/**
 * For each statement, up to five informative words that the query has too: those that fewest of the statements
 * share come first, because they say most about this one.
 */
export function sharedTerms(query: string, statements: readonly string[]): string[][] {
  const wanted = new Set(words(query).filter(isTerm))
  if (wanted.size === 0) return statements.map(() => [])
  const shared = statements.map((statement) => {
    const present = new Set(words(statement))
    return [...wanted].filter((word) => present.has(word))
  })
  const frequency = new Map<string, number>()
  for (const word of shared.flat()) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  return shared.map((list) =>
    list.sort((left, right) => (frequency.get(left) ?? 0) - (frequency.get(right) ?? 0)).slice(0, termsMax),
  )
}

/** Scripts without spaces put much into few characters, so the minimum holds for Latin letters and digits only. */
function isTerm(word: string): boolean {
  return isInformative(word) && (word.length >= termLengthMin || /[^\p{Script=Latin}\p{N}]/u.test(word))
}
