import { indexBuildMemoryBytes } from '@aura-sign/postgres'
import type { DatabaseDescription } from '../verify/database-description.ts'
import type { IndexBuild } from './build-index.ts'

/** What a server has for building indexes. */
export interface BuildResources {
  /** What `maintenance_work_mem` may be raised to. */
  memoryBytes: number
  /** What it is set to, which is never lowered. */
  memoryNowBytes: number
  /** Processes beside the session's own. */
  workers: number
}

// What Postgres takes at most, in kilobytes.
const memoryBytesMax = (2 ** 31 - 1) * 1024

/** What the largest index of vectors in a database takes, within what there is; null where there is none. */
export function indexBuildFor(
  database: Pick<DatabaseDescription, 'tables' | 'definitions'>,
  { memoryBytes, memoryNowBytes, workers }: BuildResources,
): IndexBuild | null {
  const needs = Object.entries(database.definitions ?? {}).flatMap(([name, definition]) => {
    const table = /^column (.+)\.[^.]+$/.exec(name)?.[1]
    const dimensions = /\b(?:vector|halfvec)\((\d+)\)/.exec(definition)?.[1]
    const rows = table === undefined ? undefined : database.tables[table]?.rows
    if (rows === undefined || dimensions === undefined) return []
    return [indexBuildMemoryBytes({ rows, dimensions: Number(dimensions) })]
  })
  if (needs.length === 0) return null
  const wanted = Math.min(Math.max(...needs), memoryBytes, memoryBytesMax)
  return { memoryBytes: Math.max(wanted, memoryNowBytes), workers }
}
