import { z } from 'zod'
import { databaseDescriptionSchema } from '../verify/database-description.ts'
import { parseBackupName } from './backup-name.ts'

/** Raised when a reader of today could misunderstand what is written. */
export const manifestFormat = 2

const isoTime = z.iso.datetime()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const encryptionSchema = z.object({ method: z.literal('age'), recipients: z.array(z.string()).min(1) })

/** What a backup holds and what a restore of it has to equal. Stored beside it as `….manifest.json`, last. */
export const manifestSchema = z
  .object({
    format: z.literal(manifestFormat),
    /** Key of its data. */
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
      /** Of the file as it is stored. */
      sha256,
      /** Of the SQL text. */
      uncompressedBytes: z.number().int().positive(),
      compression: z.enum(['gzip', 'zstd']),
      encryption: encryptionSchema.nullable(),
    }),
    /** Roles and settings of the whole server; null where the database has no server of its own. */
    globals: z.object({ key: z.string(), sizeBytes: z.number().int().positive(), sha256 }).nullable(),
    database: databaseDescriptionSchema,
  })
  // The name alone tells how to read the data when the manifest is lost: the two may not disagree.
  .refine(({ name, file }) => {
    const parsed = parseBackupName(name)
    return parsed?.compression === file.compression && parsed.encrypted === (file.encryption !== null)
  }, 'its name tells another compression or encryption')

export type Manifest = z.infer<typeof manifestSchema>
