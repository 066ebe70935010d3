import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'

/** Options common to initialising and to serving a data directory; `onLog` gets Postgres's log lines. */
export function pgliteOptions(onLog: (line: string) => void) {
  return {
    extensions: { vector },
    startParams: [...withoutSearchPath(PGlite.defaultStartParams), ...settings],
    onStderr: (line: string) => {
      onLog(line)
      return false
    },
  }
}

// 128 MB of shared buffers, the default, cost 107 MB of resident memory more than 32 MB, in a process whose data is
// in the page cache anyway.
const settings = ['-c', 'shared_buffers=32MB']

/** PGlite sets search_path=public; the Postgres default makes dumps and sessions equal to a server's. */
function withoutSearchPath(parameters: readonly string[]): string[] {
  const at = parameters.indexOf('search_path=public')
  return at < 1 ? [...parameters] : parameters.toSpliced(at - 1, 2)
}
