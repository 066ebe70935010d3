/** Why a flow stopped, in words, and what the button under it does. */
export interface FlowProblem {
  /** `rejected`, `busy`, `unknown-chain`, `wallet-failed`, `unreachable`, `rate-limited`, `expired`, `refused`, …: for tests and styles. */
  readonly kind: string
  readonly tone: 'info' | 'caution' | 'danger'
  readonly title: string
  readonly detail: string
  /** `again` goes on with the same wallet, `restart` goes back to the choice of a wallet, `none` only ends. */
  readonly next: 'again' | 'restart' | 'none'
  readonly nextLabel: string
}
