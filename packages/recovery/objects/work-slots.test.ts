import { describe, expect, it } from 'vitest'
import { WorkSlots } from './work-slots.ts'

describe('work slots', () => {
  it('run no more at once than they may, by count and by bytes, and let a large one run alone', async () => {
    const slots = new WorkSlots({ countMax: 3, bytesMax: 10 })
    const running = new Set<number>()
    const seen: number[][] = []
    const work = (bytes: number) => async () => {
      running.add(bytes)
      seen.push([...running])
      await new Promise((resolve) => setImmediate(resolve))
      running.delete(bytes)
    }
    for (const bytes of [1, 2, 3, 4, 6, 5, 100, 7]) await slots.start(bytes, work(bytes))
    await slots.end()
    expect(seen.flat()).toContain(100)
    expect(seen.find((set) => set.includes(100))).toEqual([100])
    expect(Math.max(...seen.map((set) => set.length))).toBe(3)
    const sums = seen.filter((set) => !set.includes(100)).map((set) => set.reduce((sum, bytes) => sum + bytes, 0))
    expect(Math.max(...sums)).toBeLessThanOrEqual(10)
  })

  it('begin nothing more after a failure, and tell it', async () => {
    const slots = new WorkSlots({ countMax: 1, bytesMax: 10 })
    await slots.start(1, () => Promise.reject(new Error('planted')))
    let begun = false
    const next = slots.start(1, async () => {
      begun = true
    })
    await expect(next).rejects.toThrow('planted')
    await expect(slots.end()).rejects.toThrow('planted')
    expect(begun).toBe(false)
  })
})
