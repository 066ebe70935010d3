import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

const iterations = 4096
const keyBytes = 32

/**
 * What Postgres stores of a password (RFC 5802, RFC 7677): sent instead of it, so that neither a log nor the statement
 * statistics ever hold the password. It has to be printable ASCII, which SASLprep leaves alone.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, iterations, keyBytes, 'sha256')
  const key = (name: string) => createHmac('sha256', salted).update(name).digest()
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64')
  const serverKey = key('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

/** Whether a stored verifier is of this password. */
export function isVerifierOf(verifier: string, password: string): boolean {
  const salt = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(verifier)?.[1]
  if (salt === undefined) return false
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64')))
  const found = Buffer.from(verifier)
  return expected.length === found.length && timingSafeEqual(expected, found)
}
