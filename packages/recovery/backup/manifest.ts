import { z } from 'zod'
import { databaseDescriptionSchema } from '../verify/database-description.ts'
import { parseBackupName } from './backup-name.ts'

const isoTime = z.iso.datetime()

/** What a backup holds and what a restore of it has to equal. Stored beside it as `….manifest.json`, last. */
export const manifestSchema = z.object({
  /** Raised when a reader of today could misunderstand it. */
  format: z.literal(1),
  name: z.string().refine((name) => parseBackupName(name) !== null, 'is not the name of a backup'),
  engine: z.literal('logical'),
  /** Of Aura-Sign. */
  version: z.string(),
  startedAt: isoTime,
  /** The state that the backup holds; RPO counts from here. */
  snapshotAt: isoTime,
  finishedAt: isoTime,
  file: z.object({
    sizeBytes: z.number().int().positive(),
    /** Of the compressed file. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    uncompressedBytes: z.number().int().positive(),
  }),
  database: databaseDescriptionSchema,
})

export type Manifest = z.infer<typeof manifestSchema>
