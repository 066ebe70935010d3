import { Readable } from 'node:stream'
import { AuraError } from '@aura-sign/core'
import { evidenceKey, evidenceSizeBytesMax, readEvidence, storeEvidence } from '@aura-sign/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isTagKnown } from '../evidence/is-tag-known.ts'
import { contentDigest, parseContentDigest } from '../evidence/parse-content-digest.ts'
import { parseRange } from '../evidence/parse-range.ts'
import { readUntilSilent } from '../evidence/read-until-silent.ts'
import { servableMediaType } from '../evidence/servable-media-type.ts'
import { UploadQuota } from '../evidence/upload-quota.ts'
import { InvalidRequest, problemSchema } from '../problem.ts'
import { requireSession } from '../require-session.ts'
import type { SiteApp } from '../site-app.ts'
import type { SiteServices } from '../site-services.ts'

const uploadTimeMaxMs = 15 * 60_000
/** A sender that is silent for so long is given up. */
const uploadSilenceMaxMs = 30_000

const evidenceSchema = z
  .object({ sha256: z.string(), sizeBytes: z.number().int(), mediaType: z.string(), uploadedAt: z.iso.datetime() })
  .meta({ id: 'Evidence' })
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'has to be 64 lowercase hex digits')

export function registerEvidenceRoutes(app: SiteApp, services: SiteServices): void {
  const quota = new UploadQuota(services.sql, { bytesPerDayMax: services.config.EVIDENCE_BYTES_PER_DAY })
  app.register(async (scope) => {
    // Bodies of any type, as streams: files go to the object store as they come.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _body, done) => done(null))
    scope.post(
      '/api/evidence',
      {
        bodyLimit: evidenceSizeBytesMax,
        config: { bodyTimeMaxMs: uploadTimeMaxMs, rateLimit: services.rateLimits.auth },
        schema: {
          summary: 'Keep a file under its SHA-256, for attestations to name',
          description:
            'The body is the file, Content-Type its type. With Content-Digest (RFC 9530) the bytes are compared with it. A file that no attestation names is removed after a day. An account may send a bounded number of bytes within a day (429 evidence_quota_reached); of a body without Content-Length as much is taken to come as may.',
          tags: ['evidence'],
          response: {
            201: evidenceSchema,
            400: problemSchema,
            401: problemSchema,
            413: problemSchema,
            415: problemSchema,
          },
        },
      },
      async (request, reply) => {
        // What is refused need not be read to its end.
        reply.header('connection', 'close')
        const { userId } = await requireSession(services, request)
        const given = upload(services, request)
        // Of one whose length is not said, as much as may come.
        const sizeBytes = given.sizeBytes ?? evidenceSizeBytesMax
        using _room = await quota.reserve({ userId, sizeBytes, now: given.now })
        const sender = { error: null as unknown }
        const sent = { ...given, body: notingItsEnd(given.body, sender), uploadedBy: userId }
        const evidence = await storeEvidence(stores(services), sent).catch((error: unknown) => {
          if (sender.error === null) throw error
          // Whoever closes a tab does that every day: nothing here failed, and nobody is there to read the answer.
          request.log.info({ reason: String(sender.error) }, 'the sender of a file went away')
          throw new InvalidRequest([{ path: 'body', message: 'it was cut off before its end' }])
        })
        reply.removeHeader('connection').code(201).header('location', `/api/evidence/${evidence.sha256}`)
        return { ...evidence, uploadedAt: evidence.uploadedAt.toISOString() }
      },
    )
  })

  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/evidence/:sha256',
    schema: {
      summary: 'A file by its SHA-256, as an attachment; ranges are answered',
      tags: ['evidence'],
      params: z.object({ sha256: sha256Schema }),
      response: { 404: problemSchema, 416: problemSchema },
    },
    handler: async (request, reply) => {
      await sendEvidence(services, { sha256: request.params.sha256, request, reply })
      return reply
    },
  })
}

function stores({ sql, objects }: SiteServices) {
  if (objects === null) throw new AuraError('evidence_store_missing')
  return { sql, store: objects }
}

function upload({ config, clock }: SiteServices, request: FastifyRequest) {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const accepted = config.EVIDENCE_TYPES
  if (!accepted.includes(mediaType)) {
    throw new AuraError('evidence_type_refused', { mediaType: mediaType || 'none', accepted: accepted.join(', ') })
  }
  const sha256 = parseContentDigest(request.headers['content-digest']?.toString())
  if (sha256 === undefined) {
    throw new InvalidRequest([{ path: 'headers.content-digest', message: 'has to be sha-256=:<base64>:' }])
  }
  const length = request.headers['content-length']
  const sizeBytes = length === undefined ? null : Number(length)
  if (sizeBytes !== null && sizeBytes > evidenceSizeBytesMax) {
    throw new AuraError('evidence_too_large', { maxMegabytes: evidenceSizeBytesMax / 2 ** 20 })
  }
  return {
    body: readUntilSilent(request.raw, { silenceMaxMs: uploadSilenceMaxMs }),
    mediaType,
    now: clock.now(),
    ...(sha256 !== null && { sha256 }),
    ...(sizeBytes !== null && { sizeBytes }),
  }
}

/** The same, noting the error with which the sender's side ended, apart from what befalls its reader. */
async function* notingItsEnd(body: AsyncIterable<Uint8Array>, sender: { error: unknown }): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    sender.error = error
    throw error
  }
}

async function sendEvidence(
  services: SiteServices,
  { sha256, request, reply }: { sha256: string; request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { sql, store } = stores(services)
  const evidence = await readEvidence(sql, sha256)
  if (!evidence) throw new AuraError('evidence_not_found', { sha256 })
  const { sizeBytes } = evidence
  const etag = `"${sha256}"`
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    // The name is the content.
    'cache-control': 'public, max-age=31536000, immutable',
    'content-disposition': `attachment; filename="${sha256}"`,
    // Whatever it is, it runs nowhere.
    'content-security-policy': "default-src 'none'; sandbox",
    'repr-digest': contentDigest(sha256),
  })
  if (isTagKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const ifRange = request.headers['if-range']
  const range = parseRange(ifRange === undefined || ifRange === etag ? request.headers.range : undefined, sizeBytes)
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${sizeBytes}`)
    throw new AuraError('range_unsatisfiable', { sizeBytes })
  }
  const part = range === 'whole' ? null : range
  reply
    .type(servableMediaType(evidence.mediaType))
    .header('content-length', part ? part.end - part.start + 1 : sizeBytes)
  if (part) reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${sizeBytes}`)
  if (request.method === 'HEAD') return reply.send()
  const found = await store.get(evidenceKey(sha256), part ? { range: part } : { sha256 })
  if (!found) throw new AuraError('evidence_lost', { sha256 })
  return reply.send(Readable.from(found.body, { objectMode: false }))
}
