import type { Manifest } from '../backup/manifest.ts'
import type { GlobalsResult } from './globals/apply-globals.ts'
import type { BuildResources } from './index-build-for.ts'

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
  /** What there is for building its indexes; absent: what its server is set to. */
  readonly resources?: BuildResources
}

export interface PromoteOptions {
  /** Runs on the restored database when nobody writes into the one in use any more; what it throws stops the promotion. */
  settle?: (database: { url: string }) => Promise<void>
}

/** What a promotion did. */
export interface Promotion {
  /** Name of the database in use from now on. */
  database: string
  /** Name under which the one used before is kept; null when there was none. */
  previous: string | null
}

/** A place for a restored database. Whatever it does survives `kill -9` between any two of its steps. */
export interface RestoreTarget {
  readonly name: string
  /** For the plan: the directory or server. */
  readonly location: string
  /** Of the server that the database would run on. */
  readonly postgresMajor: number
  /** Of that server, where it has one before the restore: another that answers later is refused. */
  readonly systemIdentifier: string | null
  /** The database in use now, which a promotion replaces and keeps; null when there is none. */
  inUse(): Promise<string | null>
  /** Throws when the server cannot take this backup: rights, room, extensions. Nothing is made. */
  assertFits(manifest: Manifest): Promise<void>
  /** Whether the server has a setting of that name. */
  knowsSetting(name: string): Promise<boolean>
  inspect(): Promise<TargetState>
  /**
   * Excludes other restores, and whatever would use the database that a promotion replaces, until disposed. Throws
   * `restore_running` or `stack_running`.
   */
  lock(): Promise<AsyncDisposable>
  /** Makes the roles that are missing; null where there are none of one's own. */
  applyGlobals(sql: AsyncIterable<Uint8Array>): Promise<GlobalsResult | null>
  /**
   * Removes what an interrupted restore left, and marks the target as being restored before anything is made. Throws
   * `stack_running` when something has it open.
   */
  prepare(mark: RestoreMark): Promise<void>
  open(): Promise<OpenTarget>
  markVerified(mark: RestoreMark): Promise<void>
  /** Makes the target the database in use, in one step. */
  promote(options?: PromoteOptions): Promise<Promotion>
  /** A promotion is over when it is written down, too: until then another run completes it. */
  finish(): Promise<void>
  /** Removes the target with its mark. */
  discard(): Promise<void>
}
