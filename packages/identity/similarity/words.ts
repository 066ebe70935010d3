const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

/**
 * English words that say nothing about a person: function words, and what most self-descriptions contain. Few on
 * purpose: a missing one costs little, a wrong one a lot.
 */
const stopWords = new Set(
  `a about after all also always am an and any are around as ask at away be because been before being between both but
  by can could currently day days did do does doing don during each every find focus for from get gets good got had
  happy has have having he hello help her here hi him his how i if in into is it its hold just keep like ll looking lot lots made
  make makes making many me more most mostly moved much my myself no nor not now of off on one only or other our out over own
  people re really same she should so some slowly something such than that the their them then there these they thing things
  this those through to too under until up us use used using ve very want was way we well were what when where which
  while who why will with without work working works would year years you your`.split(/\s+/),
)

/** Lowercase words of a text after Unicode NFKC, in order, with repetitions. Any script; punctuation separates. */
export function words(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(wordPattern) ?? []
}

/** Whether a word can tell two statements apart. */
export function isInformative(word: string): boolean {
  return !stopWords.has(word)
}
