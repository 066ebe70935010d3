/** Names the restore that a target belongs to, kept beside the target and never inside it. */
export interface RestoreMark {
  backup: string
  sha256: string
}

/** What is at the place where a restore goes. */
export type TargetState =
  | { state: 'empty' }
  /** Left by a restore that was cut short; may be replaced. */
  | { state: 'interrupted'; restore: RestoreMark }
  /** Restored and verified, not yet promoted; only the promotion is left. */
  | { state: 'verified'; restore: RestoreMark }
  | { state: 'occupied' }

export interface OpenTarget extends AsyncDisposable {
  /** Of the database restored into; it belongs to this restore alone. */
  readonly url: string
}

/** A place for a restored database. Whatever it does survives `kill -9` between any two of its steps. */
export interface RestoreTarget {
  readonly name: string
  /** For the plan: the directory or server. */
  readonly location: string
  /** Of the server that the database would run on. */
  readonly postgresMajor: number
  /** The database in use now, which a promotion replaces and keeps; null when there is none. Read anew each time. */
  readonly replaces: string | null
  inspect(): Promise<TargetState>
  /**
   * Excludes other restores, and whatever would use the database that a promotion replaces, until disposed. Throws
   * `restore_running` or `stack_running`.
   */
  lock(): Promise<AsyncDisposable>
  /**
   * Removes what an interrupted restore left, and marks the target as being restored before anything is made. Throws
   * `stack_running` when something has it open.
   */
  prepare(mark: RestoreMark): Promise<void>
  open(): Promise<OpenTarget>
  markVerified(mark: RestoreMark): Promise<void>
  /** Makes the target the database in use, in one step. */
  promote(): Promise<void>
  /** Removes the target with its mark. */
  discard(): Promise<void>
}
