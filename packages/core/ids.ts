import { createHash, randomUUIDv7 } from 'node:crypto'
import { v5 as uuidV5 } from 'uuid'

// Namespace of Aura-Sign user ids: UUIDv5(DNS namespace, "aura-sign/user"), fixed for ever: changing it changes every id.
const userNamespace = uuidV5('aura-sign/user', uuidV5.DNS)

/** A new time-ordered id (RFC 9562 UUIDv7). */
export function newId(): string {
  return randomUUIDv7()
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether Postgres takes a text as a uuid in the usual form; of any version. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text)
}

/**
 * The id of the user that a CAIP-10 account founded. Derived, not drawn: a user recreated after a restore
 * gets the id it had.
 */
export function userIdOf(foundingAccount: string): string {
  return uuidV5(foundingAccount, userNamespace)
}

/** SHA-256 in lowercase hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
