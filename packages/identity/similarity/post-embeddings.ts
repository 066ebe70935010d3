import { AuraError } from '@aura-sign/core'
import { embeddingDimensions } from './embedder.ts'
import type { OpenaiEmbedderOptions } from './openai-embedder-options.ts'

/** What one attempt brought. Transient failures are worth repeating. */
export type EmbeddingsAnswer =
  | { ok: true; text: string; url: string }
  | { ok: false; transient: true; error: AuraError; retryAfterMs?: number }
  | { ok: false; transient: false; error: AuraError }

// The longest vectors in use have 4,096 numbers of at most 25 characters each; more is not an answer.
const textSizeBytesMax = 4_096 * 25
const transientStatuses = [408, 409, 425, 429]

/** One attempt at `/v1/embeddings`, bounded in time and size. */
export async function postEmbeddings(
  options: OpenaiEmbedderOptions,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<EmbeddingsAnswer> {
  const url = publicUrl(options.url)
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 15_000)
  try {
    const response = await (options.fetch ?? fetch)(endpoint(options.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.apiKey && { authorization: `Bearer ${options.apiKey}` }),
      },
      body: JSON.stringify(requestBody(options, texts)),
      // Following a redirect could carry statements to a host that nobody configured.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    })
    if (!response.ok) return await refusal(response, url)
    const text = await readBounded(response, texts.length * textSizeBytesMax)
    if (text !== null) return { ok: true, text, url }
    const detail = 'it is larger than any list of vectors'
    const error = new AuraError('embedder_response_invalid', { url, detail, dimensions: embeddingDimensions })
    return { ok: false, transient: false, error }
  } catch (cause) {
    const detail = timeout.aborted ? `no complete answer within ${options.timeoutMs ?? 15_000} ms` : causeCode(cause)
    return { ok: false, transient: true, error: new AuraError('embedder_unreachable', { url, detail }, { cause }) }
  }
}

/** The URL as it may appear in a message: without credentials and query. */
function publicUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

function endpoint(url: string): URL {
  const target = new URL(url)
  target.pathname = `${target.pathname.replace(/\/+$/, '')}/embeddings`
  return target
}

function requestBody(options: OpenaiEmbedderOptions, texts: readonly string[]): object {
  const sendDimensions = options.sendDimensions ?? options.model.startsWith('text-embedding-3-')
  return {
    model: options.model,
    input: texts,
    encoding_format: 'float',
    ...(sendDimensions && { dimensions: embeddingDimensions }),
  }
}

async function refusal(response: Response, url: string): Promise<EmbeddingsAnswer> {
  // The body is dropped: services quote keys and inputs in it.
  await response.body?.cancel()
  const { status } = response
  if (status < 500 && !transientStatuses.includes(status)) {
    return { ok: false, transient: false, error: new AuraError('embedder_refused', { url, status }) }
  }
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
  // On the cause, where the queue finds it: the job waits as long as the service asks.
  const cause =
    retryAfterMs === null ? undefined : Object.assign(new Error('asked to come back later'), { retryAfterMs })
  const error = new AuraError('embedder_overloaded', { url, status }, { cause })
  return { ok: false, transient: true, error, ...(retryAfterMs !== null && { retryAfterMs }) }
}

/** RFC 9110 §10.2.3: seconds, or an HTTP date. Null when absent or unreadable. */
function parseRetryAfter(header: string | null): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}

async function readBounded(response: Response, sizeBytesMax: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > sizeBytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function causeCode(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code
  return inner instanceof Error ? inner.name : 'unknown failure'
}
