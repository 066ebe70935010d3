import { z } from 'zod'

/** Variables that decide how the vector index is built, for the configuration of whoever builds or judges it. */
export const vectorIndexConfigShape = {
  VECTOR_INDEX: z
    .enum(['hnsw', 'ivfflat'])
    .default('hnsw')
    .describe('Kind of the vector index: hnsw finds better, ivfflat is built faster and smaller'),
  VECTOR_INDEX_PRECISION: z
    .enum(['vector', 'halfvec'])
    .default('vector')
    .describe(
      'halfvec: an index of 16-bit numbers, half as large; results are still ordered by the vectors themselves',
    ),
  VECTOR_INDEX_M: z.coerce.number().int().min(2).max(100).default(16).describe('hnsw: connections of a vector'),
  VECTOR_INDEX_EF_CONSTRUCTION: z.coerce
    .number()
    .int()
    .min(4)
    .max(1_000)
    .default(64)
    .describe('hnsw: candidates while building, at least twice VECTOR_INDEX_M'),
  VECTOR_INDEX_LISTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(32_768)
    .optional()
    .describe('ivfflat: lists; default: from the number of rows'),
}

/** These variables, read. */
export type VectorIndexConfig = z.output<z.ZodObject<typeof vectorIndexConfigShape>>
