import { connect, createServer, type Socket } from 'node:net'

/**
 * How a connection ends: after the server's last word (`lastWord` of the proxy), without one, by a reset as a crashed
 * machine or a failover sends it, or not at all: it stays open and silent.
 */
export type Cut = 'fatal' | 'close' | 'reset' | 'stall'

export type Direction = 'request' | 'response'

/** Where in its connection a piece stands. */
export interface Flow {
  readonly direction: Direction
  /** Bytes forwarded before it in that direction. */
  readonly offset: number
}

/** A TCP proxy in front of a server that ends connections at the moments a test picks. */
export class FaultProxy implements AsyncDisposable {
  readonly #proxy = createServer({ allowHalfOpen: true }, (client) => this.#accept(client))
  readonly #server: { host: string; port: number }
  readonly #lastWord: Buffer
  readonly #pairs = new Map<Socket, Socket>()
  readonly #stalled = new Set<Socket>()
  #onPiece: (piece: Buffer, flow: Flow) => Cut | { cut: Cut; afterBytes: number } | undefined = () => undefined

  private constructor(server: { host: string; port: number }, lastWord: Buffer) {
    this.#server = server
    this.#lastWord = lastWord
  }

  static async start(url: string, options: { lastWord?: Buffer } = {}): Promise<FaultProxy> {
    const { hostname, port } = new URL(url)
    const proxy = new FaultProxy({ host: hostname, port: Number(port) }, options.lastWord ?? Buffer.alloc(0))
    await new Promise<void>((resolve) => proxy.#proxy.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#pairs.size
  }

  /** `url` with this proxy in the place of the server. */
  through(url: string): string {
    const address = this.#proxy.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen')
    return Object.assign(new URL(url), { host: `127.0.0.1:${address.port}` }).href
  }

  /** Asks `decide` about every piece before it is forwarded, in both directions; a cut loses what follows `afterBytes`. */
  onPiece(decide: (piece: Buffer, flow: Flow) => Cut | { cut: Cut; afterBytes: number } | undefined): void {
    this.#onPiece = decide
  }

  /** Cuts a connection instead of forwarding the piece that holds `text`: the first time, or every time. */
  cutAt(text: string, cut: Cut, times = 1): void {
    let left = times
    this.onPiece((piece) => (piece.includes(text) && left-- > 0 ? cut : undefined))
  }

  /** Cuts a connection once it has forwarded so many bytes in one direction: the first time, or several times. */
  cutAfter(bytes: number, options: { direction: Direction; cut: Cut; times?: number }): void {
    let left = options.times ?? 1
    this.onPiece((piece, { direction, offset }) => {
      if (direction !== options.direction || offset + piece.length <= bytes || left-- <= 0) return undefined
      return { cut: options.cut, afterBytes: bytes - offset }
    })
  }

  /** Forwards everything from now on, but for what has been cut. */
  heal(): void {
    this.onPiece(() => undefined)
  }

  /** Cuts every connection there is now. */
  cutAll(cut: Cut): void {
    for (const client of this.#pairs.keys()) this.#cut(client, cut)
  }

  /** Resolves when every client has ended its connections by itself. */
  async drained(): Promise<void> {
    await Promise.all([...this.#pairs.keys()].map((client) => new Promise((resolve) => client.once('close', resolve))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll('close')
    await new Promise((resolve) => this.#proxy.close(resolve))
  }

  #accept(client: Socket): void {
    const server = connect(this.#server)
    this.#pairs.set(client, server)
    this.#forward(client, { from: client, to: server, direction: 'request' })
    this.#forward(client, { from: server, to: client, direction: 'response' })
  }

  #forward(client: Socket, { from, to, direction }: { from: Socket; to: Socket; direction: Direction }): void {
    let offset = 0
    from.on('data', (piece: Buffer) => {
      if (!this.#pairs.has(client) || this.#stalled.has(client)) return
      const decided = this.#onPiece(piece, { direction, offset })
      const { cut, afterBytes } = typeof decided === 'object' ? decided : { cut: decided, afterBytes: 0 }
      const forwarded = cut ? piece.subarray(0, Math.max(afterBytes, 0)) : piece
      offset += forwarded.length
      if (!to.write(forwarded)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
      if (cut) this.#cut(client, cut)
    })
    from.on('end', () => to.end())
    from.on('error', () => undefined) // 'close' follows and does the work.
    from.on('close', () => {
      this.#pairs.delete(client)
      this.#stalled.delete(client)
      to.destroy()
    })
  }

  #cut(client: Socket, cut: Cut): void {
    if (cut === 'stall') {
      this.#stalled.add(client)
      return
    }
    this.#pairs.get(client)?.destroy()
    this.#pairs.delete(client)
    if (cut === 'reset') client.resetAndDestroy()
    else client.end(cut === 'fatal' ? this.#lastWord : '')
  }
}
