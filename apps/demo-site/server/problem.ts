import { AuraError } from '@aura-sign/core'
import { isDatabaseLost } from '@aura-sign/postgres'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isProblemCode, problemCodes } from './problem-codes.ts'

/** Of a long list of wrong numbers the first ones say enough. */
const fieldsMax = 10
/** In which a queue of searches has moved on. */
const overloadedSeconds = 2

/** RFC 9457 problem details: `title` is of the kind, `detail` of this one. Grown by a stable `code`, the `hint` and, for invalid requests, the fields. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string().describe('Of its kind: the same for each problem of one code'),
    status: z.number().int(),
    detail: z.string().describe('What happened this time'),
    // Only described: an answer that names another code is no worse for it.
    code: z.string().meta({ enum: [...problemCodes] }),
    hint: z.string().describe('What to do next'),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })

/** A request that the schemas accept but its meaning does not, with the fields at fault. */
export class InvalidRequest extends Error {
  readonly fields: readonly { path: string; message: string }[]

  constructor(fields: readonly { path: string; message: string }[]) {
    super(fields.map((field) => `${field.path}: ${field.message}`).join('; '))
    this.fields = fields
  }
}

/** A refusal of the catalogue, with the fields at fault. */
export class RefusedFields extends Error {
  readonly refusal: AuraError
  readonly fields: readonly { path: string; message: string }[]

  constructor(refusal: AuraError, fields: readonly { path: string; message: string }[]) {
    super(refusal.message)
    this.refusal = refusal
    this.fields = fields
  }
}

/** Answers any error as problem+json; logs what only the operator may see. */
export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { fields, auraError: known } = classify(error, request)
  const auraError = publicError(known)
  if (auraError.status >= 500) request.log.error({ err: error }, 'request failed')
  if (auraError.code === 'similarity_overloaded') reply.header('retry-after', overloadedSeconds)
  return reply
    .code(auraError.status)
    .type('application/problem+json')
    .send({
      type: `urn:aura-sign:error:${auraError.code}`,
      title: sentence(auraError.code.replaceAll('_', ' ')),
      status: auraError.status,
      detail: `${sentence(auraError.message)}.`,
      code: auraError.code,
      hint: auraError.hint,
      requestId: request.id,
      ...(fields && { errors: fields }),
    })
}

/** What operators alone may meet names hosts and buckets: it is for the log. */
function publicError(error: AuraError): AuraError {
  if (isProblemCode(error.code)) return error
  return error.status === 502 || error.status === 503
    ? new AuraError('service_unavailable', { component: 'something that it needs' }, { cause: error })
    : new AuraError('internal_error', {}, { cause: error })
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function classify(
  error: FastifyError | Error,
  request: FastifyRequest,
): {
  auraError: AuraError
  fields?: readonly { path: string; message: string }[]
} {
  if (error instanceof AuraError) return { auraError: error }
  if (error instanceof RefusedFields) return { auraError: error.refusal, fields: error.fields }
  const fields = invalidFields(error, request)
  if (fields) {
    const shown = fields.slice(0, fieldsMax)
    const detail = shown.map((field) => `${field.path}: ${field.message}`).join('; ')
    return { auraError: new AuraError('request_invalid', { detail }), fields: shown }
  }
  return {
    auraError: fromCode(
      'code' in error ? String(error.code) : '',
      error,
      request.routeOptions.bodyLimit ?? bodyMaxBytes,
    ),
  }
}

function invalidFields(error: Error, { query }: FastifyRequest): readonly { path: string; message: string }[] | null {
  if (error instanceof InvalidRequest) return error.fields
  if (!hasZodFastifySchemaValidationErrors(error)) return null
  const source = 'validationContext' in error ? String(error.validationContext) : 'body'
  const isRepeated = (source: string, path: string) =>
    source === 'querystring' && Array.isArray((query as Record<string, unknown>)[path.slice(1)])
  return error.validation.flatMap((issue) => {
    const path = `${source}${issue.instancePath.replaceAll('/', '.')}`.replace(/\.$/, '')
    // Zod says of all of them together where they are, and not in the path what they are called.
    const unknown = (issue.keyword as string) === 'unrecognized_keys' ? (issue.params.keys as readonly string[]) : []
    if (unknown.length > 0) return unknown.map((name) => ({ path: `${path}.${name}`, message: 'is not known here' }))
    const isTwice = isRepeated(source, issue.instancePath)
    return [{ path, message: isTwice ? 'is given more than once' : (issue.message ?? 'is not valid') }]
  })
}

function fromCode(code: string, error: Error, bodyMaxBytes: number): AuraError {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AuraError('body_not_json', {}, { cause: error })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AuraError('body_too_large', { maxBytes: bodyMaxBytes }, { cause: error })
    case 'FST_ERR_BAD_URL':
      return new AuraError('not_found', { path: 'that address, which is not a valid URL' }, { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AuraError('content_type_unsupported', {}, { cause: error })
  }
  if (isDatabaseLost(error))
    return new AuraError('service_unavailable', { component: 'its database' }, { cause: error })
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) {
    return new AuraError('request_invalid', { detail: error.message.toLowerCase() }, { cause: error })
  }
  return new AuraError('internal_error', {}, { cause: error })
}

/** Requests are small JSON documents: a SIWE message, a statement, a vector. */
export const bodyMaxBytes = 64 * 1024
