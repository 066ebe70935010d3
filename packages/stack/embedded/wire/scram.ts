import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a server keeps of a password for SCRAM-SHA-256; the password itself is not in it (RFC 5802 §3). */
export interface ScramVerifier {
  readonly salt: Buffer
  readonly iterations: number
  readonly storedKey: Buffer
  readonly serverKey: Buffer
}

/** Derives the verifier once per start; 4096 iterations as Postgres's scram_iterations. */
export function createScramVerifier(password: string): ScramVerifier {
  const salt = randomBytes(16)
  const iterations = 4096
  // RFC 7613's preparation of passwords comes down to NFKC for those that a person can type.
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest()
  return { salt, iterations, storedKey, serverKey: hmac(salted, 'Server Key') }
}

/** One exchange of SCRAM-SHA-256 without channel binding, as `psql` and drivers do over an unencrypted socket. */
export class ScramExchange {
  readonly #verifier: ScramVerifier
  #clientFirstBare = ''
  #serverFirst = ''
  #nonce = ''

  constructor(verifier: ScramVerifier) {
    this.#verifier = verifier
  }

  /** The server's first message, or undefined when the client's is malformed. */
  first(clientFirst: string): string | undefined {
    const [, bare, clientNonce] = /^[ny],[^,]*,((?:n=[^,]*),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/.exec(clientFirst) ?? []
    if (bare === undefined || clientNonce === undefined) return undefined
    const { salt, iterations } = this.#verifier
    this.#clientFirstBare = bare
    this.#nonce = clientNonce + randomBytes(18).toString('base64')
    this.#serverFirst = `r=${this.#nonce},s=${salt.toString('base64')},i=${iterations}`
    return this.#serverFirst
  }

  /** The server's final message when the proof is right, undefined otherwise. */
  final(clientFinal: string): string | undefined {
    const [, unproven, binding, nonce, proof] = /^(c=([^,]+),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(clientFinal) ?? []
    if (unproven === undefined || proof === undefined || nonce !== this.#nonce || !plainBindings.has(binding ?? '')) {
      return undefined
    }
    const exchanged = `${this.#clientFirstBare},${this.#serverFirst},${unproven}`
    const signature = hmac(this.#verifier.storedKey, exchanged)
    const clientKey = xor(Buffer.from(proof, 'base64'), signature)
    const storedKey = createHash('sha256').update(clientKey).digest()
    if (!timingSafeEqual(storedKey, this.#verifier.storedKey)) return undefined
    return `v=${hmac(this.#verifier.serverKey, exchanged).toString('base64')}`
  }
}

/** base64 of `n,,` and `y,,`: no channel binding. */
const plainBindings = new Set(['biws', 'eSws'])

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(right.map((byte, index) => byte ^ (left[index] ?? 0)))
}
