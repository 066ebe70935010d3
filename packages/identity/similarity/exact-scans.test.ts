import type { Sql } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { runExactScan } from './exact-scans.ts'

/** Scans that end when they are told to, and how many of them run. */
function scans(sql = {} as Sql) {
  const ends: (() => void)[] = []
  const ended: string[] = []
  const start = (name: string) =>
    runExactScan(sql, async () => {
      await new Promise<void>((resolve) => ends.push(resolve))
      return name
    }).then((done) => ended.push(done))
  return { ends, ended, start }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('runExactScan', () => {
  it('lets two run, and the next one once one has ended, in the order in which they came', async () => {
    const { ends, ended, start } = scans()
    const all = ['a', 'b', 'c', 'd'].map(start)
    await turn()
    expect(ends.length).toBe(2)
    ends[0]?.()
    await turn()
    expect([ended, ends.length]).toEqual([['a'], 3])
    for (const index of [1, 2, 3]) {
      ends[index]?.()
      await turn()
    }
    await Promise.all(all)
    expect(ended).toEqual(['a', 'b', 'c', 'd'])
  })

  it('refuses who would wait behind 32 others, and takes them again once there is room', async () => {
    const { ends, start } = scans()
    const all = Array.from({ length: 34 }, (_, index) => start(String(index)))
    await expect(start('one too many')).rejects.toMatchObject({ code: 'similarity_overloaded', status: 503 })
    await turn()
    ends[0]?.()
    await turn()
    all.push(start('again'))
    for (let index = 1; index < all.length; index += 1) {
      ends[index]?.()
      await turn()
    }
    expect((await Promise.all(all)).length).toBe(35)
  })

  it('passes the turn on when a scan fails', async () => {
    const sql = {} as Sql
    const failing = () => runExactScan(sql, () => Promise.reject(new Error('no')))
    const failed = await Promise.allSettled([failing(), failing(), failing()])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await runExactScan(sql, async () => 'runs')).toBe('runs')
  })
})
