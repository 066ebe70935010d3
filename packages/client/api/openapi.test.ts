import { openapiTypesText } from '@aura-sign/testkit/openapi-types'
import { describe, expect, it } from 'vitest'

describe('the types of the API', () => {
  it('are those of docs/openapi.json', async () => {
    const text = await openapiTypesText(new URL('../../../docs/openapi.json', import.meta.url))
    await expect(text).toMatchFileSnapshot('./openapi.ts')
  })
})
