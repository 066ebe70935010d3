import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { x } from 'tinyexec'
import { findPgDump } from '../../packages/postgres/index.ts'
import { queryCount } from './fill-identities.ts'

/** The plain search that pgvector's own documentation shows: no identities, no filters, nobody who may not be shown. */
const script = `
\\set number random(0, ${queryCount - 1})
select user_id, embedding <=> (select embedding from bench_queries where number = :number) as distance
from embeddings order by distance limit 10;
`

/** Searches a second of \`pgbench -M prepared\`. */
export async function runPgbench(
  url: string,
  options: { major: number; clients: number; durationSeconds: number; efSearch: number },
): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'aura-bench-'))
  try {
    const file = join(directory, 'search.sql')
    await writeFile(file, script)
    const { hostname, port, username, password, pathname } = new URL(url)
    const words = ['-n', '-M', 'prepared', '-f', file, '-T', String(options.durationSeconds)]
    words.push('-c', String(options.clients), '-j', '2', '-h', hostname, '-p', port, '-U', username, pathname.slice(1))
    // Beside the pg_dump of the server's version.
    const program = join(dirname(await findPgDump({ major: options.major })), 'pgbench')
    const run = await x(program, words, {
      nodeOptions: {
        env: {
          ...process.env,
          PGPASSWORD: decodeURIComponent(password),
          PGOPTIONS: `-c hnsw.ef_search=${options.efSearch}`,
        },
      },
    })
    const [, rate] = /tps = ([\d.]+)/.exec(run.stdout) ?? []
    if (run.exitCode !== 0 || rate === undefined) throw new Error(`pgbench failed: ${run.stderr}`)
    return Number(rate)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
