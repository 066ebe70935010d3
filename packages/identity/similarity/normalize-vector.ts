/** A copy of length one. Null when the vector has no direction or holds a number that is not finite. */
export function normalizeVector(vector: ArrayLike<number>): Float32Array | null {
  let largest = 0
  for (let at = 0; at < vector.length; at += 1) {
    const value = vector[at]
    if (typeof value !== 'number' || !Number.isFinite(value)) return null
    largest = Math.max(largest, Math.abs(value))
  }
  if (largest === 0) return null
  // Scaled by the largest first, so that squares neither overflow nor vanish.
  let sum = 0
  for (let at = 0; at < vector.length; at += 1) {
    const scaled = (vector[at] ?? 0) / largest
    sum += scaled * scaled
  }
  const length = Math.sqrt(sum)
  const normalized = new Float32Array(vector.length)
  for (let at = 0; at < vector.length; at += 1) normalized[at] = (vector[at] ?? 0) / largest / length
  return normalized
}

/** The text form that pgvector reads: `[0.1,-0.2,…]`. Nine digits identify every 32-bit float. */
export function vectorLiteral(vector: Float32Array): string {
  return `[${Array.from(vector, (value) => Number(value.toPrecision(9))).join(',')}]`
}

/**
 * The text form of a vector to search by, in whole numbers: a sixth of the work here, and half of it in Postgres. Cosine distance does not
 * depend on length, and below 2^24 floats hold whole numbers exactly.
 */
export function queryLiteral(vector: Float32Array): string {
  let text = '['
  for (let at = 0; at < vector.length; at += 1) {
    if (at > 0) text += ','
    text += Math.round((vector[at] ?? 0) * 1e7)
  }
  return `${text}]`
}
