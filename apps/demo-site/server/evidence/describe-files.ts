import type { jsonSchemaTransformObject } from 'fastify-type-provider-zod'

type Document = ReturnType<typeof jsonSchemaTransformObject>

const file = { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } as const
const text = (description: string) => ({ description, schema: { type: 'string' } }) as const
const headers = {
  etag: text('The SHA-256 in quotes'),
  'accept-ranges': text('bytes'),
  'repr-digest': text('sha-256 of the whole file (RFC 9530)'),
} as const

/** Adds to the OpenAPI document the bodies that are files: they pass as streams, by no schema. */
export function describeFiles<Given extends Document>(document: Given): Given {
  const paths = 'paths' in document ? document.paths : undefined
  const { post } = paths?.['/api/evidence'] ?? {}
  if (post) {
    const content = { '*/*': { schema: { type: 'string', format: 'binary' } } }
    Object.assign(post, { requestBody: { description: 'The bytes of the file', required: true, content } })
  }
  const served = paths?.['/api/evidence/{sha256}'] ?? {}
  for (const method of ['get', 'head'] as const) {
    const operation = served[method]
    if (!operation) continue
    const body = method === 'get' ? file : {}
    const part = { ...headers, 'content-range': text('bytes <first>-<last>/<size>') }
    Object.assign(operation.responses ?? {}, {
      200: { description: 'The file; its type is in Content-Type', headers, ...body },
      206: { description: 'The bytes that Range asks for', headers: part, ...body },
      304: { description: 'If-None-Match names it', headers },
    })
  }
  return document
}
