import { describe, expect, it } from 'vitest'
import { orbitLayout } from './orbit-layout.ts'

const radius = ({ x, y }: { x: number; y: number }) => Math.hypot(x, y)

describe('orbitLayout', () => {
  it('puts the more similar nearer to the centre, to the scale of the rings', () => {
    const { places, rings } = orbitLayout([0.83, 0.7, 0.61])
    expect(rings.map(({ similarity }) => similarity)).toEqual([0.9, 0.8, 0.7, 0.6])
    expect(radius(places[1] ?? { x: 0, y: 0 })).toBeCloseTo(rings[2]?.radius ?? 0)
    expect(places.map(radius)).toEqual(places.map(radius).sort((a, b) => a - b))
  })

  it.each([[[1]], [[0]], [[-0.4, -1]], [[0.5, 0.5, 0.5]], [[1, 0.999, -1]]])(
    'keeps %j inside of the map',
    (similarities) => {
      const { places, rings } = orbitLayout(similarities)
      for (const place of places) expect(radius(place)).toBeLessThan(0.95)
      expect(rings.length).toBeGreaterThan(1)
      expect(rings.length).toBeLessThanOrEqual(5)
    },
  )

  it('leaves room for the scale above the centre', () => {
    for (let count = 2; count <= 12; count++) {
      const { places } = orbitLayout(Array.from({ length: count }, (_, rank) => 0.9 - rank * 0.02))
      for (const { x, y } of places) expect(Math.abs(Math.atan2(x, -y))).toBeGreaterThan(0.15)
    }
  })
})
