import type { ErrorCode } from '@aura-sign/core'

/** What the serving worker is started with. */
export interface DatabaseWorkerData {
  readonly directory: string
  readonly port: number
  readonly role: string
  readonly database: string
  readonly password: string
  readonly idleInTransactionMs: number
}

/** From the main thread to the worker; `id` pairs a request with its answer and, for `begin`, names the snapshot. */
export type WorkerRequest = { readonly id: number } & WorkerCommand

export type WorkerCommand =
  | { readonly type: 'begin' }
  | { readonly type: 'query'; readonly snapshot: number; readonly sql: string }
  | { readonly type: 'dump'; readonly snapshot: number }
  | { readonly type: 'end'; readonly snapshot: number }
  | { readonly type: 'close' }

/** From the worker to the main thread. */
export type WorkerReply =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed'; readonly failure: WorkerFailure }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string }

/** A failure as plain data: errors lose their class between threads. */
export interface WorkerFailure {
  readonly code: Extract<
    ErrorCode,
    'port_in_use' | 'data_directory_corrupt' | 'data_directory_unwritable' | 'embedded_database_failed'
  >
  readonly detail: string
}
