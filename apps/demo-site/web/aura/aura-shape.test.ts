import { describe, expect, it } from 'vitest'
import { auraShape } from './aura-shape.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

function coordinates(path: string): number[] {
  return (path.match(/-?\d+\.\d/g) ?? []).map(Number)
}

describe('auraShape', () => {
  it('draws the same aura for an address in every letter case', () => {
    expect(auraShape(address.toLowerCase(), { contours: 5 })).toEqual(auraShape(address, { contours: 5 }))
  })

  it('draws another silhouette or colour when one digit differs', () => {
    for (let digit = 2; digit < address.length; digit++) {
      const changed = address.slice(0, digit) + (address[digit] === '5' ? 'a' : '5') + address.slice(digit + 1)
      expect(auraShape(changed, { contours: 5 })).not.toEqual(auraShape(address, { contours: 5 }))
    }
  })

  it('keeps contours and echoes of any address within the circle they promise', () => {
    for (const seed of ['0x', `0x${'0'.repeat(40)}`, `0x${'f'.repeat(40)}`, `0x${'08'.repeat(20)}`, address]) {
      const shape = auraShape(seed, { contours: 11, echoes: 6 })
      expect(shape.contours).toHaveLength(11)
      expect(shape.echoes).toHaveLength(6)
      for (const path of [...shape.contours, ...shape.echoes]) {
        expect(coordinates(path).length).toBeGreaterThan(100)
        for (const coordinate of coordinates(path)) expect(Math.abs(coordinate)).toBeLessThan(118)
      }
    }
  })
})
