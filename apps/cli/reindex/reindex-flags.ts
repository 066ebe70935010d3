import { AuraError } from '@aura-sign/core'
import type { VectorIndexConfig } from '@aura-sign/postgres'

/** What `./aura reindex` was asked for. */
export interface ReindexFlags {
  /** Instead of what the configuration says. */
  settings: Partial<VectorIndexConfig>
  offline: boolean
  dryRun: boolean
  json: boolean
  force: boolean
  /** Make sure of a backup first. */
  backup: boolean
  confirm: string | undefined
}

/** As commander delivers them. */
export interface ReindexWords {
  method?: 'hnsw' | 'ivfflat'
  precision?: 'full' | 'half'
  m?: string
  efConstruction?: string
  lists?: string
  offline?: true
  dryRun?: true
  json?: true
  force?: true
  backup: boolean
  confirm?: string
}

/** Reads the options; throws `usage` where a number is none, or out of pgvector's bounds. */
export function readReindexFlags(words: ReindexWords): ReindexFlags {
  const m = wholeNumber('--m', words.m, [2, 100])
  const efConstruction = wholeNumber('--ef-construction', words.efConstruction, [4, 1_000])
  const lists = wholeNumber('--lists', words.lists, [1, 32_768])
  return {
    settings: {
      ...(words.method !== undefined && { VECTOR_INDEX: words.method }),
      ...(words.precision !== undefined && {
        VECTOR_INDEX_PRECISION: words.precision === 'half' ? 'halfvec' : 'vector',
      }),
      ...(m !== undefined && { VECTOR_INDEX_M: m }),
      ...(efConstruction !== undefined && { VECTOR_INDEX_EF_CONSTRUCTION: efConstruction }),
      ...(lists !== undefined && { VECTOR_INDEX_LISTS: lists }),
    },
    ...{ offline: words.offline === true, dryRun: words.dryRun === true, json: words.json === true },
    ...{ force: words.force === true, backup: words.backup, confirm: words.confirm },
  }
}

function wholeNumber(option: string, text: string | undefined, [min, max]: [number, number]): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new AuraError('usage', { detail: `${option} takes a whole number from ${min} to ${max}, not "${text}"` })
}
