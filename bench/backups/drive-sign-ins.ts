import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { publicKeyToAddress } from 'viem/accounts'
import { toHex } from 'viem/utils'
import { createSiweMessage, hashPersonalMessage } from '../../packages/identity/index.ts'

export interface SignInDriver extends Disposable {
  /** Sign-ins a second: each asks for a nonce, signs with it and sends that. All have to be accepted. */
  drive(durationMs: number): Promise<number>
}

interface NonceAnswer {
  readonly nonce: string
  readonly domain: string
  readonly uri: string
  readonly chainIds: readonly number[]
}

/** The part of libsecp256k1 that signs thousands in a second. */
interface Signer {
  publicKeyCreate(privateKey: Uint8Array, compressed: false): Uint8Array
  ecdsaSign(hash: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array; recid: number }
}

const require = createRequire(import.meta.url)
const wallets = 500

/** People of 500 wallets, of whom `callers` sign in at a time. */
export function openSignInDriver(origin: string, { callers }: { callers: number }): SignInDriver {
  const signer: Signer = require('secp256k1')
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  const people = Array.from({ length: wallets }, (_, number) => {
    const key = createHash('sha256').update(`bench person ${number}`).digest()
    return { key, address: publicKeyToAddress(toHex(signer.publicKeyCreate(key, false))) }
  })
  let next = 0
  const signIn = async () => {
    const person = people[next % wallets]
    if (!person) throw new Error('there is nobody to sign in')
    next += 1
    const issued = JSON.parse(await post(agent, `${origin}/api/auth/nonce`, {})) as NonceAnswer
    const message = createSiweMessage({
      ...{ domain: issued.domain, uri: issued.uri, nonce: issued.nonce, chainId: issued.chainIds[0] ?? 1 },
      ...{ address: person.address, statement: 'Sign in to Aura-Sign.', version: '1' },
      issuedAt: new Date().toISOString(),
    })
    const { signature, recid } = signer.ecdsaSign(hashPersonalMessage(message), person.key)
    const hex = `0x${Buffer.from(signature).toString('hex')}${recid ? '1c' : '1b'}`
    await post(agent, `${origin}/api/auth/verify`, { message, signature: hex })
  }
  return {
    drive: async (durationMs) => {
      const startedMs = performance.now()
      let count = 0
      const callersDone = Array.from({ length: callers }, async () => {
        while (performance.now() - startedMs < durationMs) {
          await signIn()
          count += 1
        }
      })
      await Promise.all(callersDone)
      return (count * 1_000) / (performance.now() - startedMs)
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

async function post(agent: Agent, url: string, body: object): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(body))
  const sent = Promise.withResolvers<string>()
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length }
  request(url, { method: 'POST', agent, headers }, (answer) => {
    text(answer).then((said) => {
      if (answer.statusCode === 200) sent.resolve(said)
      else sent.reject(new Error(`${url} answered ${answer.statusCode}: ${said.slice(0, 500)}`))
    }, sent.reject)
  })
    .on('error', sent.reject)
    .end(bytes)
  return await sent.promise
}
