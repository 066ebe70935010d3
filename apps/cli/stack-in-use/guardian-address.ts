/** The private listener of a guardian. */
export interface GuardianAddress {
  readonly controlUrl: string
  /** Shown as a bearer token. */
  readonly controlToken: string
}
