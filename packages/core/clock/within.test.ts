import { expect, it } from 'vitest'
import { within } from './within.ts'

it('settles as the work does, and rejects what is never done', async () => {
  expect(await within(Promise.resolve('done'), 60_000)).toBe('done')
  await expect(within(Promise.reject(new Error('failed')), 60_000)).rejects.toThrow('failed')
  await expect(within(new Promise(() => undefined), 20)).rejects.toThrow('no answer within 0.02 s')
  const late = () => new Error('too late')
  await expect(within(new Promise(() => undefined), 20, { late })).rejects.toThrow('too late')
})
