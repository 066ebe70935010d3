import { expect, it } from 'vitest'
import { largerBy, trialTable } from './trial-table.ts'

const rest = { peakMebibytes: 100, rounds: 3 }
const peer = { name: 'theirs', seconds: 30, fastest: 29, slowest: 31, sizeBytes: 200e6, ...rest }
const ours = { name: 'ours', seconds: 10, fastest: 9, slowest: 11, sizeBytes: 210e6, ...rest }

it('says how many times faster than the peer a side is, and by how much its file is larger', () => {
  const { title, rows } = trialTable('all', { peer, others: [ours], sized: true })
  expect(title).toBe('all, 3 rounds')
  expect(rows[1]).toEqual(['ours', '10.0', '9.00 to 11.0', '**3.00×**', '210', '5.0 %', '100'])
  expect(largerBy(ours, peer)).toBeCloseTo(5)
})
