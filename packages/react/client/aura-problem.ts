/** One violation of a refused request: the field's path in the body, and what is wrong with it. */
export interface ProblemField {
  readonly path: string
  readonly message: string
}

/** The service answered with an error (RFC 9457 problem+json), or, with status 0, did not answer at all. */
export class AuraProblem extends Error {
  override readonly name = 'AuraProblem'
  /** Stable code of the service's error catalogue; `unreachable` where nothing usable came, `unknown` without a code. */
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly hint: string | undefined
  readonly fields: readonly ProblemField[]
  readonly retryAfterSeconds: number | undefined

  constructor(
    parts: {
      readonly code: string
      readonly status: number
      readonly title: string
      readonly detail?: string | undefined
      readonly hint?: string | undefined
      readonly fields?: readonly ProblemField[]
      readonly retryAfterSeconds?: number | undefined
    },
    options?: ErrorOptions,
  ) {
    super(parts.title, options)
    this.code = parts.code
    this.status = parts.status
    this.title = parts.title
    this.detail = parts.detail ?? parts.title
    this.hint = parts.hint
    this.fields = parts.fields ?? []
    this.retryAfterSeconds = parts.retryAfterSeconds
  }
}
