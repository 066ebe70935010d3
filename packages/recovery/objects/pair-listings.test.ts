import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairListings } from './pair-listings.ts'
import { keysOf, openTestStores } from './testing/object-stores.ts'

it('every key of either store is seen once, in order, with what each has', async () => {
  const name = fc.constantFrom('a', 'a-b', 'a0', 'b', 'é', '～', '🔑')
  const keys = fc.uniqueArray(
    fc.tuple(name, name).map((parts) => `data/x${parts.join('/y')}`),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(keys, keys, async (left, right) => {
      using stores = openTestStores()
      for (const [folder, own] of [
        ['live', left],
        ['copies', right],
      ] as const) {
        for (const key of own) {
          mkdirSync(dirname(join(stores.root, folder, key)), { recursive: true })
          writeFileSync(join(stores.root, folder, key), folder)
        }
      }
      const pairs = await Array.fromAsync(
        pairListings({ left: stores.objects, right: stores.backups }, { prefix: 'data/' }),
      )
      expect(pairs.filter((pair) => pair.left).map(({ key }) => key)).toEqual(await keysOf(stores.objects, 'data/'))
      expect(pairs.filter((pair) => pair.right).map(({ key }) => key)).toEqual(await keysOf(stores.backups, 'data/'))
      const seen = pairs.map(({ key }) => key)
      expect(seen).toEqual(
        [...new Set(seen)].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
      )
      expect(new Set(seen)).toEqual(new Set([...left, ...right]))
    }),
    { numRuns: 50 },
  )
})
