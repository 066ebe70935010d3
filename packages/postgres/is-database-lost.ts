/** Whether an error says that the database is away, starting, shutting down or full, and not that it refuses. */
export function isDatabaseLost(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && lostCodes.has(String(error.code))
}

// Codes of postgres.js and Node, and SQLSTATE classes 08, 53 and 57P.
const lostCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  '08006',
  '25P03',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
])
