import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** How a connection ends: after the server's word, without one, or by a reset as a crashed machine or a failover sends it. */
export type Cut = 'fatal' | 'close' | 'reset'

const fatalFields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command', '']

/** A TCP proxy in front of a database that ends connections at the moments a test picks. */
export class CuttingProxy implements AsyncDisposable {
  readonly #server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client))
  readonly #database: { host: string; port: number }
  readonly #pairs = new Map<Socket, Socket>()
  #onPiece: (piece: Buffer) => Cut | undefined = () => undefined

  private constructor(database: { host: string; port: number }) {
    this.#database = database
  }

  static async start(url: string): Promise<CuttingProxy> {
    const { hostname, port } = new URL(url)
    const proxy = new CuttingProxy({ host: hostname, port: Number(port) })
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** `url` with this proxy in the place of the database. */
  through(url: string): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen')
    return Object.assign(new URL(url), { host: `127.0.0.1:${address.port}` }).href
  }

  /** Asks `decide` about every piece before it is forwarded, in both directions; a cut loses the piece. */
  onPiece(decide: (piece: Buffer) => Cut | undefined): void {
    this.#onPiece = decide
  }

  /** Cuts a connection instead of forwarding the piece that holds `text`: the first time, or every time. */
  cutAt(text: string, cut: Cut, times = 1): void {
    let left = times
    this.onPiece((piece) => (piece.includes(text) && left-- > 0 ? cut : undefined))
  }

  /** Cuts every connection there is now. */
  cutAll(cut: Cut): void {
    for (const client of this.#pairs.keys()) this.#cut(client, cut)
  }

  /** Resolves when every client has ended its connections by itself. */
  async drained(): Promise<void> {
    await Promise.all([...this.#pairs.keys()].map((client) => once(client, 'close')))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll('close')
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(client: Socket): void {
    const database = connect(this.#database)
    this.#pairs.set(client, database)
    const forward = (from: Socket, to: Socket): void => {
      from.on('data', (piece: Buffer) => {
        if (!this.#pairs.has(client)) return
        const cut = this.#onPiece(piece)
        if (cut) this.#cut(client, cut)
        else to.write(piece)
      })
      from.on('end', () => to.end())
      from.on('error', () => undefined) // 'close' follows and does the work.
      from.on('close', () => {
        this.#pairs.delete(client)
        to.destroy()
      })
    }
    forward(client, database)
    forward(database, client)
  }

  #cut(client: Socket, cut: Cut): void {
    this.#pairs.get(client)?.destroy()
    this.#pairs.delete(client)
    if (cut === 'reset') client.resetAndDestroy()
    else client.end(cut === 'fatal' ? errorResponse() : '')
  }
}

function errorResponse(): Buffer {
  const body = Buffer.from(`${fatalFields.join('\0')}\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
