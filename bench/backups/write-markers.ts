import { openPool } from '../../packages/postgres/index.ts'

export interface MarkerWriter {
  /** Ends the writing; resolves to when each marker was acknowledged, by its number. */
  stop(): Promise<ReadonlyMap<number, number>>
}

const table = 'bench_markers'
/** Few enough that no segment of WAL is full for long: what is lost is then bounded by archive_timeout alone. */
const everyMs = 20

/** Writes markers in transactions of their own, one after the other, until stopped or until the database is gone. */
export async function startWritingMarkers(url: string): Promise<MarkerWriter> {
  const sql = openPool({ url, applicationName: 'bench', connectionsMax: 1 })
  await sql.unsafe(`create table if not exists ${table} (number bigserial primary key, text text not null)`)
  const acknowledged = new Map<number, number>()
  const stopping = Promise.withResolvers<void>()
  let isStopping = false
  const write = async () => {
    while (!isStopping) {
      const rows = await sql.unsafe(`insert into ${table} (text) values (repeat('m', 500)) returning number::int`)
      acknowledged.set(Number(rows[0]?.number), performance.now())
      await Promise.race([stopping.promise, new Promise((resolve) => setTimeout(resolve, everyMs))])
    }
  }
  // It ends when the database is killed, which is what it is for.
  const written = write().catch(() => undefined)
  return {
    stop: async () => {
      isStopping = true
      stopping.resolve()
      await sql.end({ timeout: 1 })
      await written
      if (acknowledged.size === 0) throw new Error('no marker was acknowledged')
      return acknowledged
    },
  }
}

/** The numbers of all markers in a database. */
export async function readMarkers(url: string): Promise<ReadonlySet<number>> {
  const sql = openPool({ url, applicationName: 'bench', connectionsMax: 1 })
  try {
    const rows = await sql.unsafe(`select number::int from ${table}`)
    return new Set(rows.map(({ number }) => Number(number)))
  } finally {
    await sql.end({ timeout: 1 })
  }
}
