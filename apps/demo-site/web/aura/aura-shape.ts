export interface AuraShape {
  /** OKLCH hues in degrees: the outer and the inner colour. */
  readonly hues: readonly [number, number]
  /** Closed SVG paths around the origin, outermost first, within a circle of radius 100. */
  readonly contours: readonly string[]
  /** Fine lines around the contours, innermost first; only for big pictures. */
  readonly echoes: readonly string[]
}

interface Wave {
  readonly petals: number
  readonly height: number
  readonly phase: number
  /** How far the wave has turned from the outermost contour to the innermost, in radians. */
  readonly twist: number
}

const petalCounts = [2, 3, 4, 5, 7]
const points = 48
const radiusMax = 100
const echoStep = 6

/**
 * Draws an address as nested contours, like the rings of a tree: each byte of the address bends, turns or colours them.
 * The same address gives the same picture in every letter case; it is a memory aid, not a proof of identity.
 */
export function auraShape(address: string, options: { contours: number; echoes?: number }): AuraShape {
  const byte = addressBytes(address)
  const waves = petalCounts.map((petals, index) => ({
    petals,
    // Squared, so that one or two waves dominate and silhouettes differ; slow waves may be higher than fast ones.
    height: (0.12 + 0.88 * (byte(4 + index * 3) / 255) ** 2) / Math.sqrt(petals),
    phase: (byte(5 + index * 3) / 255) * 2 * Math.PI,
    twist: ((byte(6 + index * 3) / 255 - 0.5) * 9) / petals,
  }))
  const turned = (byte(1) / 255) * 2 * Math.PI
  const lean = { angle: (byte(19) / 255) * 2 * Math.PI, distance: 2 + (byte(3) % 128) / 10 }
  const echoCount = options.echoes ?? 0
  const body = radiusMax - echoCount * echoStep
  const draw = (depth: number, radius: number) => contour({ waves, turned, lean }, depth, radius)
  return {
    hues: huesOf(byte),
    contours: fractions(options.contours).map((depth) => draw(depth, body * (1 - 0.86 * depth ** 0.9))),
    echoes: Array.from({ length: echoCount }, (_, index) => draw(-0.09 * (index + 1), body + echoStep * (index + 1))),
  }
}

/** The inner hue lies between 50 and 130 degrees from the outer, to either side. */
function huesOf(byte: (index: number) => number): [number, number] {
  const outer = (byte(0) / 256) * 360
  const turn = 50 + (byte(2) / 255) * 80
  const inner = byte(3) < 128 ? outer + turn : outer - turn + 360
  return [Number(outer.toFixed(1)), Number((inner % 360).toFixed(1))]
}

interface Bend {
  readonly waves: readonly Wave[]
  /** How far the whole picture is turned, in radians. */
  readonly turned: number
  /** Where the innermost contour lies, off the centre. */
  readonly lean: { readonly angle: number; readonly distance: number }
}

/** `depth` goes from 0, the outermost contour, to 1, the innermost, which is nearly a circle. */
function contour({ waves, turned, lean }: Bend, depth: number, radius: number): string {
  const reach = waves.reduce((sum, wave) => sum + wave.height, 0)
  const relief = 0.44 * (1 - 0.75 * Math.max(0, depth))
  const drift = lean.distance * Math.max(0, depth)
  const outline = Array.from({ length: points }, (_, index) => {
    const angle = (index / points) * 2 * Math.PI
    const bend = waves.reduce(
      (sum, wave) => sum + wave.height * Math.cos(wave.petals * (angle - turned) + wave.phase + wave.twist * depth),
      0,
    )
    // Waves rarely peak together: allowing for 62 % of their sum fills the circle and leaves it by a hair at most.
    const distance = (radius * (1 + (relief * bend) / reach)) / (1 + relief * 0.62)
    return [
      distance * Math.cos(angle) + drift * Math.cos(lean.angle),
      distance * Math.sin(angle) + drift * Math.sin(lean.angle),
    ] as const
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

function fractions(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (count === 1 ? 0 : index / (count - 1)))
}

function addressBytes(address: string): (index: number) => number {
  const digits = address
    .toLowerCase()
    .replace(/^0x/, '')
    .replace(/[^0-9a-f]/g, '')
  return (index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2) || '0', 16)
}
