import { expect, it } from 'vitest'
import { measureTrials } from './measure-trials.ts'

const none = () => undefined

it('gives every contender its turn in every round', async () => {
  const turns: string[] = []
  const contenders = ['ours', 'theirs'].map((name) => ({
    name,
    run: async () => {
      turns.push(name)
      return { seconds: turns.length, peakMebibytes: 10 - turns.length, sizeBytes: 7 }
    },
  }))
  const [ours, theirs] = await measureTrials(contenders, { rounds: 3, onTrial: none })
  expect(turns).toEqual(['ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs'])
  expect(ours).toEqual({
    ...{ name: 'ours', seconds: 3, fastest: 1, slowest: 5, peakMebibytes: 9, sizeBytes: 7, rounds: 3 },
  })
  expect(theirs).toMatchObject({ seconds: 4, peakMebibytes: 8 })
})

it('takes the middle between two rounds for an even number of them', async () => {
  let seconds = 0
  const run = async () => {
    seconds += 10
    return { seconds, peakMebibytes: 1 }
  }
  const [only] = await measureTrials([{ name: 'only', run }], { rounds: 2, onTrial: none })
  expect(only?.seconds).toBe(15)
})
