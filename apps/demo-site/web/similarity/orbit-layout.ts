export interface OrbitLayout {
  /** Where each identity stands, in the order given; −1…1 from the centre, y downwards. */
  readonly places: readonly { readonly x: number; readonly y: number }[]
  /** Circles of equal similarity to read the distances by. */
  readonly rings: readonly { readonly radius: number; readonly similarity: number }[]
}

const innermost = 0.36
const outermost = 0.88
const goldenAngle = Math.PI * (3 - Math.sqrt(5))
const fullTurn = 2 * Math.PI
const up = -Math.PI / 2
const ringsMax = 4

/**
 * Places identities around a centre: nearer is more similar, to scale between the two rings that enclose them all. The angle
 * has no meaning; the golden angle keeps neighbours in rank apart, and the widest gap points up, where the scale is written.
 */
export function orbitLayout(similarities: readonly number[]): OrbitLayout {
  const low = Math.floor(Math.min(...similarities) * 10 + 1e-9) / 10
  const high = Math.max(low + 0.1, Math.ceil(Math.max(...similarities) * 10 - 1e-9) / 10)
  const radiusOf = (similarity: number) => innermost + ((high - similarity) / (high - low)) * (outermost - innermost)
  const turn = up - widestGap(similarities.length)
  return {
    places: similarities.map((similarity, rank) => {
      const angle = rank * goldenAngle + turn
      return { x: radiusOf(similarity) * Math.cos(angle), y: radiusOf(similarity) * Math.sin(angle) }
    }),
    rings: ringsBetween(low, high).map((similarity) => ({ similarity, radius: radiusOf(similarity) })),
  }
}

/** The middle of the widest free angle between `count` steps of the golden angle. */
function widestGap(count: number): number {
  const angles = Array.from({ length: count }, (_, rank) => (rank * goldenAngle) % fullTurn).sort((a, b) => a - b)
  const gaps = angles.map((angle, index) => {
    const next = angles[index + 1] ?? (angles[0] ?? 0) + fullTurn
    return { size: next - angle, middle: (angle + next) / 2 }
  })
  return gaps.reduce((widest, gap) => (gap.size > widest.size ? gap : widest), { size: 0, middle: 0 }).middle
}

function ringsBetween(low: number, high: number): number[] {
  const tenths = Math.round((high - low) * 10)
  const step = Math.max(1, Math.ceil(tenths / ringsMax))
  return Array.from({ length: Math.floor(tenths / step) + 1 }, (_, index) =>
    Number((high - (index * step) / 10).toFixed(1)),
  )
}
