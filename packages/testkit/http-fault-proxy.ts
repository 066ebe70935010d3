import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** What the proxy answers instead of the server. */
export interface PlantedAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Lets the server act first, so that only its answer is lost. */
  readonly afterServer?: boolean
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** An HTTP proxy in front of a server that answers some requests itself, as a server in trouble would. */
export class HttpFaultProxy implements AsyncDisposable {
  readonly #server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing))
  readonly #target: URL
  #decide: (seen: SeenRequest) => PlantedAnswer | undefined = () => undefined
  /** Every request since the start, forwarded or not. */
  readonly seen: SeenRequest[] = []

  private constructor(target: URL) {
    this.#target = target
    // As the real server answers it: only once the proxy knows that the request goes on.
    this.#server.on('checkContinue', (incoming, outgoing) => this.#handle(incoming, outgoing))
  }

  static async start(url: string): Promise<HttpFaultProxy> {
    const proxy = new HttpFaultProxy(new URL(url))
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  /** Answers requests for which `decide` has an answer, so many times; default: every time. */
  plant(decide: (seen: SeenRequest) => PlantedAnswer | undefined, times = Number.POSITIVE_INFINITY): void {
    let left = times
    this.#decide = (seen) => {
      const answer = decide(seen)
      return answer && left-- > 0 ? answer : undefined
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url: path = '', headers } = incoming
    const seen = { method, path, headers }
    this.seen.push(seen)
    const planted = this.#decide(seen)
    if (planted && !planted.afterServer) {
      incoming.resume()
      answer(outgoing, planted)
      return
    }
    const { hostname: host, port } = this.#target
    const forwarded = request({ host, port, method, path, headers }, (response) => {
      if (planted) {
        response.resume().on('end', () => answer(outgoing, planted))
        return
      }
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
      response.on('error', () => outgoing.destroy())
    })
    forwarded.on('continue', () => outgoing.writeContinue())
    forwarded.on('error', () => outgoing.destroy())
    outgoing.on('close', () => forwarded.destroy())
    incoming.pipe(forwarded)
  }
}

function answer(outgoing: ServerResponse, { status, headers = {}, body = '' }: PlantedAnswer): void {
  outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  outgoing.end(body)
}
