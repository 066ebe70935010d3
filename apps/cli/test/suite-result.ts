/** How one suite went on one database. */
export interface SuiteResult {
  readonly suite: string
  /** What its tests ran on; null where there is none. */
  readonly database: string | null
  readonly passed: number
  readonly failed: number
}
