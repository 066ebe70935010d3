/** Something that the guardian does again and again. */
export interface ScheduledTask {
  readonly name: string
  /** Of one lane, never two run at once: what verifies must not meet what removes. */
  readonly lane: string
  /** Between the starts of two runs; null: switched off. Asked again once in a while. */
  everyMs(): Promise<number | null>
  /** When what the store has was made; null: it has nothing. */
  lastRunAt(): Promise<Date | null>
  /**
   * The signal is aborted when the guardian stops, or is no longer the one that may act. `nothing`: there was nothing to do it with, which
   * is neither a success nor a failure.
   */
  run(signal: AbortSignal): Promise<undefined | 'nothing'>
  /** The wait after a failure, doubled with each one in a row. */
  readonly backoffMs?: number
  /** Asked after each run of another task: whether it is wanted before its time. */
  wantedEarly?(): Promise<boolean>
}
