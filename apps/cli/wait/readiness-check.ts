/** One look at one service: resolves when it can be used, throws why it cannot. Bounded by `timeoutMs`. */
export interface ReadinessCheck {
  readonly name: string
  check(options: { timeoutMs: number }): Promise<void>
}
