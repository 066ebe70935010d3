export interface OrbitLayout {
  /** Where each identity stands, in the order given; −1…1 from the centre, y downwards. */
  readonly places: readonly { readonly x: number; readonly y: number }[]
  /** Circles of equal similarity to read the distances by. */
  readonly rings: readonly { readonly radius: number; readonly similarity: number }[]
}

const innermost = 0.34
const outermost = 0.9
const goldenAngle = Math.PI * (3 - Math.sqrt(5))
const ringsMax = 4

/**
 * Places identities around a centre: nearer is more similar, to scale between the two rings that enclose them all. The angle
 * has no meaning; the golden angle keeps neighbours in rank apart.
 */
export function orbitLayout(similarities: readonly number[]): OrbitLayout {
  const low = Math.floor(Math.min(...similarities) * 10 + 1e-9) / 10
  const high = Math.max(low + 0.1, Math.ceil(Math.max(...similarities) * 10 - 1e-9) / 10)
  const radiusOf = (similarity: number) => innermost + ((high - similarity) / (high - low)) * (outermost - innermost)
  const step = Math.max(1, Math.ceil(((high - low) * 10) / ringsMax - 1e-9)) / 10
  const ringCount = Math.floor((high - low) / step + 1e-9) + 1
  return {
    places: similarities.map((similarity, rank) => {
      const angle = rank * goldenAngle - Math.PI / 3
      return { x: radiusOf(similarity) * Math.cos(angle), y: radiusOf(similarity) * Math.sin(angle) }
    }),
    rings: Array.from({ length: ringCount }, (_, index) => {
      const similarity = Number((high - index * step).toFixed(2))
      return { similarity, radius: radiusOf(similarity) }
    }),
  }
}
