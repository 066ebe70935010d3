import { describe, expect, it } from 'vitest'
import { confirm } from './confirm.ts'

describe('confirm', () => {
  it('accepts the exact name only', async () => {
    await confirm({ name: 'aura', given: 'aura', interactive: false })
    for (const given of ['Aura', 'aura ', 'yes', '']) {
      const refused = confirm({ name: 'aura', given, interactive: true })
      await expect(refused).rejects.toMatchObject({ code: 'confirmation_missing', parameters: { target: 'aura' } })
    }
  })

  it('does not ask where nobody can answer', async () => {
    const refused = confirm({ name: 'aura', given: undefined, interactive: false })
    await expect(refused).rejects.toMatchObject({ code: 'confirmation_missing' })
  })
})
