export interface AuraShape {
  /** OKLCH hues in degrees: the outer and the inner colour. */
  readonly hues: readonly [number, number]
  /** Closed SVG paths around the origin, outermost first, within a circle of radius 100. */
  readonly contours: readonly string[]
}

const petals = [2, 3, 4, 5, 7]
const points = 40
const radiusMax = 100
const radiusMin = 16
const reliefMax = 0.34

/**
 * Draws an address as nested contours, like the rings of a tree: each byte of the address bends, turns or colours them.
 * The same address gives the same picture in every letter case; it is a memory aid, not a proof of identity.
 */
export function auraShape(address: string, options: { contours: number }): AuraShape {
  const bytes = addressBytes(address)
  const waves = petals.map((count, index) => ({
    count,
    height: (0.35 + 0.65 * (byteAt(bytes, 4 + index * 3) / 255)) / Math.sqrt(count),
    phase: (byteAt(bytes, 5 + index * 3) / 255) * 2 * Math.PI,
    twist: (byteAt(bytes, 6 + index * 3) / 255 - 0.5) * 2.4,
  }))
  const hue = ((byteAt(bytes, 0) * 256 + byteAt(bytes, 1)) / 65_536) * 360
  const turn = 45 + (byteAt(bytes, 2) / 255) * 75
  const inner = byteAt(bytes, 3) < 128 ? hue + turn : hue - turn + 360
  return {
    hues: [Math.round(hue), Math.round(inner) % 360],
    contours: Array.from({ length: options.contours }, (_, index) =>
      contour(waves, options.contours === 1 ? 0 : index / (options.contours - 1)),
    ),
  }
}

interface Wave {
  readonly count: number
  readonly height: number
  readonly phase: number
  readonly twist: number
}

/** `depth` goes from 0, the outermost contour, to 1, the innermost, which is nearly a circle. */
function contour(waves: readonly Wave[], depth: number): string {
  const relief = reliefMax * (1 - 0.72 * depth)
  const reach = waves.reduce((sum, wave) => sum + wave.height, 0)
  const radius = radiusMax - (radiusMax - radiusMin) * depth
  const outline = Array.from({ length: points }, (_, index) => {
    const angle = (index / points) * 2 * Math.PI
    const bend = waves.reduce(
      (sum, wave) => sum + wave.height * Math.cos(wave.count * angle + wave.phase + wave.twist * depth),
      0,
    )
    // Normalised so that the furthest possible point lies on the circle of this contour: nothing is ever clipped.
    const distance = (radius * (1 + (relief * bend) / reach)) / (1 + relief)
    return [distance * Math.cos(angle), distance * Math.sin(angle)] as const
  })
  return smoothPath(outline)
}

type Point = readonly [number, number]

/** Closed Catmull-Rom spline through the points, written as cubic Béziers. */
function smoothPath(outline: readonly Point[]): string {
  const at = (index: number): Point => outline[(index + outline.length) % outline.length] ?? [0, 0]
  const curves = outline.map((_, index) => {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    const leave = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6] as const
    const arrive = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6] as const
    return `C${written(leave)} ${written(arrive)} ${written(to)}`
  })
  return `M${written(at(0))}${curves.join('')}Z`
}

function written(point: Point): string {
  return `${point[0].toFixed(1)} ${point[1].toFixed(1)}`
}

function addressBytes(address: string): number[] {
  const digits = address
    .toLowerCase()
    .replace(/^0x/, '')
    .replace(/[^0-9a-f]/g, '')
  return Array.from({ length: 20 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2) || '0', 16))
}

function byteAt(bytes: readonly number[], index: number): number {
  return bytes[index] ?? 0
}
