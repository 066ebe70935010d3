/** One entry of the error catalogue: what happened, what to do next, and how it is reported. */
export interface CatalogueEntry {
  /** HTTP status when the error answers a request (RFC 9457 `status`). */
  readonly status: number
  /** Process exit code when the error ends a command; see docs/ERRORS.md. */
  readonly exitCode: ExitCode
  /** What happened, one lowercase sentence; `{name}` marks a parameter. */
  readonly message: string
  /** The person's next step, one sentence; `{name}` marks a parameter. */
  readonly hint: string
}

/** Exit codes of `./aura`: stable, so that scripts can branch on them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  partial: 3,
  missing: 10,
  locked: 11,
  credentials: 12,
  unavailable: 13,
  refused: 14,
  corrupt: 15,
  version: 16,
  permission: 17,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Types a section of the catalogue while keeping its literal messages, from which parameters are derived. */
export function defineErrors<const T extends Record<string, CatalogueEntry>>(entries: T): T {
  return entries
}
