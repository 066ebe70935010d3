const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

/** English words that say nothing about a person. Few on purpose: a missing one costs little, a wrong one a lot. */
const stopWords = new Set(
  `a about after all also always am an and any are as at be because been before being between both but by can could
  did do does doing don during each for from get gets got had has have having he her here him his how i if in into is
  it its just like ll lot lots made make makes making many me more most much my myself no nor not now of off on one
  only or other our out over own people re really same she should so some such than that the their them then there
  these they thing things this those through to too under until up us use used using ve very want was way we well were
  what when where which while who why will with without would you your`.split(/\s+/),
)

/** Lowercase words of a text after Unicode NFKC, in order, with repetitions. Any script; punctuation separates. */
export function words(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(wordPattern) ?? []
}

/** Whether a word can tell two statements apart. */
export function isInformative(word: string): boolean {
  return !stopWords.has(word)
}
