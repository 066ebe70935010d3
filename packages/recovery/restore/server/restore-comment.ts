import { z } from 'zod'

const commentSchema = z.object({
  auraRestore: z.object({
    backup: z.string(),
    sha256: z.string(),
    /** `promoted`: in use, and the journal does not have it yet. */
    state: z.enum(['loading', 'verified', 'promoted']),
    previous: z.string().nullable().default(null),
  }),
})

export type RestoreComment = z.output<typeof commentSchema>['auraRestore']

/**
 * What a restore notes about a database as the comment on it: kept by the server beside the database and not in it, gone when that is dropped,
 * and changed in the transaction that renames it.
 */
export function renderRestoreComment(comment: RestoreComment): string {
  return JSON.stringify({ auraRestore: comment } satisfies z.input<typeof commentSchema>)
}

/** Null for a comment that is nobody's or somebody else's. */
export function parseRestoreComment(text: string | null): RestoreComment | null {
  if (text === null) return null
  try {
    return commentSchema.parse(JSON.parse(text)).auraRestore
  } catch {
    return null
  }
}
