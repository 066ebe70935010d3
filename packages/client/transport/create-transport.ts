import { AuraProblem } from '../problems/aura-problem.ts'
import { cancelled, unreachable } from '../problems/own-problems.ts'
import { readProblem } from '../problems/read-problem.ts'
import type { AnswerOf, Method, PathOf, RequestOf } from './operation.ts'
import { createSessionCookie, type SessionCookie } from './session-cookie.ts'

export interface CallOptions {
  /** Ends the call; it then throws `AuraProblem` `cancelled`. */
  readonly signal?: AbortSignal | undefined
}

export interface Answer<Body> {
  readonly body: Body
  /** The service's own time (header `Date`), null when the answer has none. */
  readonly serverTime: Date | null
}

interface SendOptions extends CallOptions {
  readonly timeoutMs: number
  /** A status of error whose body is an answer all the same. */
  readonly alsoAnswers?: number | undefined
}

export interface Transport {
  readonly baseUrl: string
  readonly cookie: SessionCookie
  /** Calls what docs/openapi.json describes. Throws `AuraProblem`, with status 0 when there is no usable answer. */
  call<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    request: RequestOf<M, P> & Omit<SendOptions, 'timeoutMs'>,
  ): Promise<Answer<AnswerOf<M, P>>>
  /** The same for bodies that are no JSON. */
  send(path: string, init: RequestInit, options: SendOptions): Promise<Answer<unknown>>
}

// What proxies and load balancers answer when the service behind them is gone.
const gatewayStatuses = new Set([502, 503, 504])

export function createTransport(options: {
  readonly url: string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}): Transport {
  const baseUrl = options.url.replace(/\/+$/, '')
  const cookie = createSessionCookie(URL.canParse(baseUrl) ? new URL(baseUrl).origin : null)

  const send: Transport['send'] = async (path, init, { signal, timeoutMs, alsoAnswers }) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    const what = `${init.method} ${path}`
    try {
      const response = await options.fetch(baseUrl + path, {
        credentials: 'same-origin',
        cache: 'no-store',
        ...init,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        headers: { accept: 'application/json', ...(init.headers as Record<string, string>), ...cookie.headers() },
      })
      if (!response.ok && response.status !== alsoAnswers) throw await readError(response)
      cookie.keep(response.headers)
      const date = response.headers.get('date')
      return { body: await readBody(response, what), serverTime: date === null ? null : new Date(date) }
    } catch (cause) {
      if (cause instanceof AuraProblem) throw cause
      if (signal?.aborted) throw cancelled(cause)
      const late = timeout.aborted ? ` within ${timeoutMs / 1_000} s` : ''
      throw unreachable(`no answer to ${what}${late}`, { cause })
    }
  }

  return {
    baseUrl,
    cookie,
    send,
    async call(method, path, request) {
      const { path: parts, query, body, signal, alsoAnswers } = request as LooseRequest
      const init = {
        method: method.toUpperCase(),
        ...(body !== undefined && {
          // The EAS SDK has bigints where JSON has decimal text.
          body: JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
          headers: { 'content-type': 'application/json' },
        }),
      }
      const url = fill(path, parts ?? {}) + queryText(query ?? {})
      return (await send(url, init, { signal, alsoAnswers, timeoutMs: options.timeoutMs })) as Answer<never>
    },
  }
}

interface LooseRequest extends CallOptions {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly alsoAnswers?: number
}

function fill(template: string, parts: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''))
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

async function readError(response: Response): Promise<AuraProblem> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  if (!isProblem && gatewayStatuses.has(response.status)) return unreachable(`a gateway answered ${response.status}`)
  const body: unknown = isProblem ? await response.json().catch(() => null) : null
  return readProblem(body, { status: response.status, retryAfter: response.headers.get('retry-after') })
}

async function readBody(response: Response, what: string): Promise<unknown> {
  if (response.status === 204) return undefined
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unreachable(`the answer to ${what} was not JSON`, { cause })
  }
}
