import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** A message of the server: its type letter and its body. */
export interface ServerMessage {
  readonly type: string
  readonly body: Buffer
}

/** A client that sends the protocol's messages one by one, for orders of messages that drivers do not produce. */
export class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #waiting: (() => void) | undefined
  #ended = false

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#waiting?.()
    })
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.#ended = true
      this.#waiting?.()
    })
  }

  /** Connects and authenticates; resolves with the messages up to ReadyForQuery or the error. */
  static async open(
    port: number,
    parameters: Record<string, string> = {},
  ): Promise<{ client: RawClient; messages: ServerMessage[] }> {
    const client = new RawClient(port)
    const messages = await client.startup({ user: 'admin', database: 'aura', ...parameters })
    return { client, messages }
  }

  async startup(
    parameters: Record<string, string>,
    options: { password?: string; version?: number } = {},
  ): Promise<ServerMessage[]> {
    const { password = 'test', version = 196608 } = options
    const body = Buffer.from(`${Object.entries(parameters).flat().join('\0')}\0\0`)
    const header = Buffer.alloc(8)
    header.writeInt32BE(body.length + 8, 0)
    header.writeInt32BE(version, 4)
    this.socket.write(Buffer.concat([header, body]))
    const offered = await this.until('R', 'E')
    if (offered.at(-1)?.type === 'E') return offered
    this.#send('p', Buffer.from('SCRAM-SHA-256\0'), int32(clientFirst.length), Buffer.from(clientFirst))
    const challenge = (await this.until('R', 'E')).at(-1)?.body.toString('utf8', 4) ?? ''
    this.#send('p', Buffer.from(clientFinal(challenge, password)))
    return [...offered, ...(await this.until('Z', 'E'))]
  }

  /** A request that stands in place of a startup packet. */
  sendStartupCode(code: number, extraBytes = 0): void {
    this.socket.write(Buffer.concat([int32(8 + extraBytes), int32(code), Buffer.alloc(extraBytes)]))
  }

  /** Drops what has been received so far. */
  forget(): void {
    this.#received = Buffer.alloc(0)
  }

  query(sql: string): void {
    this.#send('Q', Buffer.from(`${sql}\0`))
  }

  parse(name: string, sql: string): void {
    this.#send('P', Buffer.from(`${name}\0${sql}\0\0\0`))
  }

  /** Binds the unnamed portal, without parameters. */
  bind(statement: string): void {
    this.#send('B', Buffer.from(`\0${statement}\0\0\0\0\0\0\0`))
  }

  executePortal(): void {
    this.#send('E', Buffer.from('\0\0\0\0\0'))
  }

  execute(statement: string): void {
    this.bind(statement)
    this.executePortal()
  }

  sync(): void {
    this.#send('S')
  }

  flush(): void {
    this.#send('H')
  }

  copyData(text: string): void {
    this.#send('d', Buffer.from(text))
  }

  copyDone(): void {
    this.#send('c')
  }

  copyFail(): void {
    this.#send('f', Buffer.from('given up\0'))
  }

  /** Messages up to the first of one of `types`; rejects when the connection ends before. */
  async until(...types: readonly string[]): Promise<ServerMessage[]> {
    const messages: ServerMessage[] = []
    for (;;) {
      const message = this.#take()
      if (message) messages.push(message)
      if (message && types.includes(message.type)) return messages
      if (message) continue
      if (this.#ended) throw new Error(`the connection ended after ${messages.map(({ type }) => type).join('')}`)
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }

  /** The first column of all rows up to ReadyForQuery; rejects with SQLSTATE and message on an error. */
  async values(): Promise<string[]> {
    const messages = await this.until('Z')
    const error = messages.find(({ type }) => type === 'E')
    if (error) throw new Error(errorText(error))
    return messages
      .filter(({ type }) => type === 'D')
      .map(({ body }) => body.toString('utf8', 6, 6 + body.readInt32BE(2)))
  }

  async ask(sql: string): Promise<string[]> {
    this.query(sql)
    return await this.values()
  }

  #send(type: string, ...parts: readonly Buffer[]): void {
    const body = Buffer.concat(parts)
    this.socket.write(Buffer.concat([Buffer.from(type), int32(body.length + 4), body]))
  }

  #take(): ServerMessage | undefined {
    if (this.#received.length < 5) return undefined
    const end = 1 + this.#received.readInt32BE(1)
    if (this.#received.length < end) return undefined
    const message = { type: this.#received.toString('latin1', 0, 1), body: this.#received.subarray(5, end) }
    this.#received = this.#received.subarray(end)
    return message
  }
}

/** `SQLSTATE message` of an ErrorResponse. */
export function errorText({ body }: ServerMessage): string {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  )
  return `${fields.get('C')} ${fields.get('M')}`
}

const clientFirst = 'n,,n=,r=rOprNGfwEbeRWgbNEkqO'

/** RFC 5802 §3, the client's side, written apart from the server's. */
function clientFinal(challenge: string, password: string): string {
  const [, nonce, salt, iterations] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(challenge) ?? []
  const salted = pbkdf2Sync(password, Buffer.from(salt ?? '', 'base64'), Number(iterations), 32, 'sha256')
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const clientKey = hmac(salted, 'Client Key')
  const unproven = `c=biws,r=${nonce}`
  const signature = hmac(
    createHash('sha256').update(clientKey).digest(),
    `${clientFirst.slice(3)},${challenge},${unproven}`,
  )
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)))
  return `${unproven},p=${proof.toString('base64')}`
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
