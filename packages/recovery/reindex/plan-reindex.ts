import {
  indexBuildMemoryBytes,
  isServing,
  type VectorIndexSettings,
  type VectorIndexState,
  vectorIndexName,
} from '@aura-sign/postgres'
import { newIndexName, retiredIndexName } from './index-names.ts'
import type { ReindexFacts } from './read-reindex-facts.ts'

/** What is known of the machine that the server runs on; null where it is another one than this. */
export interface ReindexMachine {
  memoryBytes: number
  cores: number
  /** Free where the server keeps its files; null where that is not known. */
  diskFreeBytes: number | null
  /** Free in /dev/shm, which a parallel build takes its memory from; null where that is not known. */
  sharedMemoryFreeBytes: number | null
}

/** What a rebuild would do. */
export interface ReindexPlan {
  database: string
  /** `concurrent`: others read and write meanwhile; `offline`: they only read; `exclusive`: they wait. */
  mode: 'concurrent' | 'offline' | 'exclusive'
  rows: number
  dimensions: number
  index: VectorIndexSettings
  /** The one that has the name now. */
  replaces: VectorIndexState | null
  /** What a build that broke off left, by name, and what becomes of it. */
  leftovers: { name: string; action: 'finish' | 'remove' }[]
  /** What the build needs to stay in memory, and what it gets. */
  memoryNeededBytes: number
  memoryBytes: number
  /** Processes beside the session's own. */
  workers: number
  sizeEstimateBytes: number
  diskFreeBytes: number | null
  /** What to know before it begins. */
  notes: string[]
}

// What Postgres takes at most, in kilobytes.
const memoryBytesMax = (2 ** 31 - 1) * 1024
const workersMax = 7

/** Plans the rebuild; pure. */
export function planReindex(
  facts: ReindexFacts,
  options: { index: VectorIndexSettings; offline: boolean; machine: ReindexMachine | null },
): ReindexPlan {
  const { index, offline, machine } = options
  const { rows, dimensions, isEmbedded } = facts
  const memoryNeededBytes = indexBuildMemoryBytes({ rows, dimensions })
  const memoryFree = machine ? machine.memoryBytes / 2 : facts.sharedBuffersBytes
  const memoryBytes = Math.floor(
    Math.max(facts.maintenanceMemoryBytes, Math.min(memoryNeededBytes, memoryFree, memoryBytesMax)),
  )
  const wanted = isEmbedded ? 0 : Math.min(facts.workersMax, machine ? machine.cores - 1 : workersMax, workersMax)
  // The leader and its workers share all of the build's memory.
  const shared = facts.sharedMemoryType === 'posix' ? (machine?.sharedMemoryFreeBytes ?? null) : null
  const workers = shared !== null && shared < Math.min(memoryBytes, memoryNeededBytes) ? 0 : Math.max(0, wanted)
  const notes = [
    ...(memoryNeededBytes > memoryBytes
      ? [
          `the build needs ${mebibytes(memoryNeededBytes)} of memory and gets ${mebibytes(memoryBytes)}: it goes on through the disk, several times slower`,
        ]
      : []),
    ...(workers < wanted ? [`/dev/shm has ${mebibytes(shared ?? 0)} free, too little for more than one process`] : []),
    ...(machine === null || machine.diskFreeBytes === null
      ? ['how much disk the server has left cannot be seen from here']
      : []),
    ...(isEmbedded ? ['the embedded database is one session: searches and writes wait until the index is built'] : []),
    ...(offline && !isEmbedded ? ['writes of embeddings wait until the index is built; searches go on'] : []),
  ]
  return {
    database: facts.database,
    mode: isEmbedded ? 'exclusive' : offline ? 'offline' : 'concurrent',
    ...{ rows, dimensions, index },
    replaces: facts.indexes.find(({ name }) => name === vectorIndexName) ?? null,
    leftovers: leftoversOf(facts.indexes, index),
    ...{ memoryNeededBytes, memoryBytes, workers },
    sizeEstimateBytes: indexSizeBytes({ rows, dimensions, index }),
    diskFreeBytes: machine?.diskFreeBytes ?? null,
    notes,
  }
}

const pageBytes = 8_192
const tupleOverheadBytes = 60
const neighbourBytes = 6

/** About what the index takes on disk: an element and its neighbours share a page, and what does not fill one is lost. */
export function indexSizeBytes({
  rows,
  dimensions,
  index,
}: {
  rows: number
  dimensions: number
  index: VectorIndexSettings
}): number {
  const vectorBytes = dimensions * (index.precision === 'halfvec' ? 2 : 4) + 8
  const links = index.method === 'hnsw' ? 2 * index.m * (1 + 1 / index.m) * neighbourBytes : 0
  const tupleBytes = vectorBytes + links + tupleOverheadBytes
  const perPage = Math.max(1, Math.floor(pageBytes / tupleBytes))
  return Math.ceil(rows / perPage) * pageBytes
}

/** What an interrupted rebuild left, by name; every other index is somebody else's. */
export function leftoversOf(
  indexes: readonly VectorIndexState[],
  wanted: VectorIndexSettings,
): ReindexPlan['leftovers'] {
  return indexes.flatMap((index) => {
    if (index.name === retiredIndexName) return [{ name: index.name, action: 'remove' as const }]
    if (index.name !== newIndexName) return []
    return [
      {
        name: index.name,
        action: isServing(index) && isAsWanted(index, wanted) ? ('finish' as const) : ('remove' as const),
      },
    ]
  })
}

function isAsWanted({ method, precision, parameters }: VectorIndexState, wanted: VectorIndexSettings): boolean {
  if (method !== wanted.method || precision !== wanted.precision) return false
  if (wanted.method === 'ivfflat') return Number(parameters.lists) === wanted.lists
  return Number(parameters.m) === wanted.m && Number(parameters.ef_construction) === wanted.efConstruction
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MiB`
}
