import { AuraError } from '@aura-sign/core'
import { evidenceSizeBytesMax as sizeBytesMaxAtService } from '@aura-sign/identity'
import { describe, expect, it } from 'vitest'
import { createAuraClient } from '../client/create-aura-client.ts'
import { evidenceSizeBytesMax } from './evidence-size-bytes-max.ts'

describe('uploadEvidence', () => {
  it("refuses a file that is too large in the service's own words, and sends nothing of it", async () => {
    expect(evidenceSizeBytesMax).toBe(sizeBytesMaxAtService)
    const asked: unknown[] = []
    const client = createAuraClient({
      url: '',
      fetch: async (...request) => {
        asked.push(request)
        return new Response('{}', { status: 201 })
      },
    })
    const piece = new Uint8Array(evidenceSizeBytesMax / 100)
    const most = new Blob(Array(100).fill(piece), { type: 'text/plain' })
    const { status, hint, message } = new AuraError('evidence_too_large', {
      maxMegabytes: evidenceSizeBytesMax / 2 ** 20,
    })
    for (const options of [{}, { onProgress: () => undefined }]) {
      await expect(client.uploadEvidence(new Blob([most, 'a']), options)).rejects.toMatchObject({
        ...{ name: 'AuraProblem', code: 'evidence_too_large', status, hint },
        detail: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      })
    }
    expect(asked).toEqual([])
    await client.uploadEvidence(most)
    expect(asked).toHaveLength(1)
  })
})
