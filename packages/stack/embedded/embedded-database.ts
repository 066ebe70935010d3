import type { AuraError } from '@aura-sign/core'

/** A running embedded database; everything goes through `url`, except snapshots. */
export interface EmbeddedDatabase extends AsyncDisposable {
  /** `postgresql://<role>:<password>@127.0.0.1:<port>/<database>` */
  readonly url: string
  readonly port: number
  /** Settles with embedded_database_failed when the database stops without having been closed. */
  readonly failure: Promise<AuraError>
  /** Runs `use` while no other client can run anything: its queries and its dump see the same state. */
  snapshot<T>(use: (snapshot: DatabaseSnapshot) => Promise<T>): Promise<T>
  /** Refuses new clients, gives running transactions a few seconds, ends the clients and shuts Postgres down. */
  close(): Promise<void>
}

export interface DatabaseSnapshot {
  /** Rows of the last statement; int8, numeric and arrays as text, timestamps as Date, JSON parsed. */
  query(text: string): Promise<Record<string, unknown>[]>
  /** Plain SQL text of pg_dump, without COPY and psql commands. */
  dump(): AsyncIterable<Uint8Array>
}
