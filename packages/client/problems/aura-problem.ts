import type { ServiceProblemCode } from '../api/schemas.ts'

/**
 * Stable codes: those of the service (docs/ERRORS.md), and of what happens on this side. `unreachable`: nothing usable came. `cancelled`: its
 * signal was aborted. `value_invalid`: it was not sent, `errors` says what is wrong. `unknown`: an answer without a code.
 */
export type AuraProblemCode = ServiceProblemCode | 'unreachable' | 'cancelled' | 'value_invalid' | 'unknown'

/** One violation: the field's path, and what is wrong with it. */
export interface ProblemField {
  readonly path: string
  readonly message: string
}

interface ProblemParts {
  /** Services may be newer than their clients: a code that is not known here is kept as it is. */
  readonly code: AuraProblemCode | (string & {})
  readonly status: number
  readonly title: string
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly requestId?: string | undefined
  readonly errors?: readonly ProblemField[]
  readonly retryAfterSeconds?: number | undefined
}

/** The service answered with an error (RFC 9457 problem+json) or, with status 0, did not answer at all. */
export class AuraProblem extends Error {
  override readonly name = 'AuraProblem'
  readonly code: AuraProblemCode | (string & {})
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  /** Short name of its kind. */
  readonly title: string
  /** What happened; with `hint`, what to show people. */
  readonly detail: string
  /** What to do next. */
  readonly hint: string | undefined
  /** Under which the operator finds it in the log. */
  readonly requestId: string | undefined
  readonly errors: readonly ProblemField[]
  readonly retryAfterSeconds: number | undefined

  constructor(parts: ProblemParts, options?: ErrorOptions) {
    super(parts.detail ?? parts.title, options)
    this.code = parts.code
    this.status = parts.status
    this.title = parts.title
    this.detail = parts.detail ?? parts.title
    this.hint = parts.hint
    this.requestId = parts.requestId
    this.errors = parts.errors ?? []
    this.retryAfterSeconds = parts.retryAfterSeconds
  }
}
