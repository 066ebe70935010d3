import { readProblem, unreachable } from './read-problem.ts'

export interface Answer<T> {
  readonly body: T
  /** The service's own time (header `Date`), null when the answer has none. */
  readonly serverTime: Date | null
}

// A sign-in at a smart wallet may ask a chain's RPC, which has its own shorter limit.
const timeoutMs = 20_000
// What proxies and load balancers answer when the service behind them is gone.
const gatewayStatuses = new Set([502, 503, 504])

export interface RequestOptions {
  readonly body?: unknown
  /** A status of error whose body is an answer all the same, as 503 is for the health of a service that is down. */
  readonly alsoAnswers?: number
}

/**
 * The only place where the page calls the service: same origin, JSON both ways.
 * Throws `AuraProblem`, with status 0 when there is no usable answer.
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { body, alsoAnswers }: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await send(method, path, body)
  if (!response.ok && response.status !== alsoAnswers) throw await readError(response)
  const date = response.headers.get('date')
  return {
    body: response.status === 204 ? (undefined as T) : await readJson<T>(response),
    serverTime: date === null ? null : new Date(date),
  }
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (cause) {
    throw unreachable(`no answer to ${method} ${path}`, { cause })
  }
}

async function readError(response: Response): Promise<Error> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  if (!isProblem && gatewayStatuses.has(response.status)) return unreachable(`a gateway answered ${response.status}`)
  const body: unknown = isProblem ? await response.json().catch(() => null) : null
  return readProblem(body, { status: response.status, retryAfter: response.headers.get('retry-after') })
}

async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch (cause) {
    throw unreachable('the answer was not JSON', { cause })
  }
}
