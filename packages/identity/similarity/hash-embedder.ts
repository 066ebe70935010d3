import { type Embedder, embeddingDimensions } from './embedder.ts'
import { murmurHash } from './murmur-hash.ts'
import { normalizeVector } from './normalize-vector.ts'
import { isInformative, words } from './words.ts'

// Changing a weight, a length or the hash changes every vector: raise the version, and all are computed again.
const model = 'hash-v1'

/** A whole word; two in a row tell "smart contract" from "contract work". */
const wordWeight = 1
const wordPairWeight = 0.4
/** All n-grams of one word together; they make "gardener" resemble "gardening". */
const wordNgramsWeight = 1
const ngramLengths = [3, 4, 5]
const stopWordWeight = 0.05

/**
 * Signed feature hashing over words, word pairs and character n-grams. *Lexical, not semantic*: it finds statements
 * that share words and word stems, not ones that mean the same. Needs no network and no model, takes well under
 * a millisecond a statement, and gives the same vector on every machine.
 */
export function hashEmbedder(): Embedder {
  return {
    model,
    dimensions: embeddingDimensions,
    embed: async (texts) => texts.map(hashText),
  }
}

function hashText(text: string): Float32Array {
  const vector = new Float64Array(embeddingDimensions)
  for (const [feature, weight] of features(text)) {
    const hash = murmurHash(feature, 0)
    const at = (hash >>> 1) % embeddingDimensions
    // The sign makes colliding features cancel on average instead of adding up (Weinberger et al. 2009).
    vector[at] = (vector[at] ?? 0) + (hash & 1 ? weight : -weight)
  }
  // Features can cancel out completely; one of the text itself cannot.
  return normalizeVector(vector) ?? unitVector(murmurHash(text, 1))
}

/** Weighted features. The square root of the count dampens repetition: saying a word ten times is not ten times it. */
function features(text: string): Map<string, number> {
  const counts = new Map<string, { count: number; weight: number }>()
  const add = (feature: string, weight: number) => {
    const entry = counts.get(feature)
    if (entry) entry.count += 1
    else counts.set(feature, { count: 1, weight })
  }
  const list = tokens(text)
  for (const [at, word] of list.entries()) {
    const scale = isInformative(word) ? 1 : stopWordWeight
    add(`w:${word}`, wordWeight * scale)
    const next = list[at + 1]
    if (next !== undefined)
      add(`p:${word} ${next}`, wordPairWeight * scale * (isInformative(next) ? 1 : stopWordWeight))
    const grams = ngrams(word)
    for (const gram of grams) add(`c:${gram}`, (wordNgramsWeight * scale) / Math.sqrt(grams.length))
  }
  return new Map([...counts].map(([feature, { count, weight }]) => [feature, weight * Math.sqrt(count)]))
}

/** The words; for a text without any (only emoji, only punctuation) its characters. */
function tokens(text: string): string[] {
  const list = words(text)
  return list.length > 0 ? list : [...text.normalize('NFKC')].filter((character) => character.trim() !== '')
}

function ngrams(word: string): string[] {
  const characters = ['<', ...word, '>']
  const grams: string[] = []
  for (const length of ngramLengths) {
    for (let at = 0; at + length <= characters.length; at += 1) grams.push(characters.slice(at, at + length).join(''))
  }
  return grams
}

function unitVector(hash: number): Float32Array {
  const vector = new Float32Array(embeddingDimensions)
  vector[hash % embeddingDimensions] = 1
  return vector
}
