/** Whether an error says that the database is away, starting, shutting down or full, and not that it refuses. */
export function isDatabaseLost(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return lostCodes.has(String(error.code)) || isLocked(error)
}

/** A database that takes no connections for a moment, while another takes its place, says so as it ends the session; 55000 alone says much else. */
function isLocked(error: object & { code: unknown }): boolean {
  return error.code === '55000' && 'severity' in error && error.severity === 'FATAL'
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
