/** One violation of a refused request: the field's path in the body, and what is wrong with it. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

/** The service answered with an error (RFC 9457 problem+json). */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  /** Stable code of the error catalogue, `unknown` when the answer carried none. */
  readonly code: string
  readonly hint: string | undefined
  readonly fieldErrors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(fields: {
    message: string
    status: number
    code: string
    hint?: string | undefined
    fieldErrors?: readonly FieldError[]
    retryAfterSeconds?: number | undefined
  }) {
    super(fields.message)
    this.status = fields.status
    this.code = fields.code
    this.hint = fields.hint
    this.fieldErrors = fields.fieldErrors ?? []
    this.retryAfterSeconds = fields.retryAfterSeconds
  }
}
