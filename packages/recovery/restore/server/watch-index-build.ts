import { sleep } from '@aura-sign/core'
import { openPool, type Sql } from '@aura-sign/postgres'

export interface IndexProgress {
  /** Of the table that the index is of, read by now. */
  bytes: number
  totalBytes: number
}

const lookEveryMs = 500

/**
 * Tells how far the server is with the index that it builds in a database, until disposed. It looks from a session of its own, and is
 * silent where it cannot: the build does not need it.
 */
export function watchIndexBuild(
  { url }: { url: string },
  onProgress: (progress: IndexProgress) => void,
): AsyncDisposable {
  const sql = openPool({ url: withoutRole(url), applicationName: 'aura-restore', connectionsMax: 1 })
  const stopping = new AbortController()
  const watching = watch(sql, { onProgress, signal: stopping.signal })
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      await sql.end({ timeout: 1 })
      await watching
    },
  }
}

async function watch(
  sql: Sql,
  { onProgress, signal }: { onProgress: (progress: IndexProgress) => void; signal: AbortSignal },
): Promise<void> {
  try {
    while (!signal.aborted) {
      const [row] = await sql<{ bytes: number; totalBytes: number }[]>`
        select (blocks_done * size)::float8 as bytes, (blocks_total * size)::float8 as "totalBytes"
        from pg_stat_progress_create_index, (select current_setting('block_size')::bigint as size) as block
        where datname = current_database() and blocks_total > 0`
      if (row && !signal.aborted) onProgress(row)
      await sleep(lookEveryMs, signal)
    }
  } catch {
    // Disposed, or without a connection to spare.
  }
}

/** What the session of a build is doing, the server tells only who has signed in as the same account, and a role is another. */
function withoutRole(url: string): string {
  const signedIn = new URL(url)
  signedIn.searchParams.delete('role')
  return signedIn.href
}
