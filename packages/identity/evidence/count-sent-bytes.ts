import type { Queryable } from '@aura-sign/postgres'

/** Bytes of the files that a user was the last to send since a time, named by an attestation or not. */
export async function countSentBytes(
  queryable: Queryable,
  { userId, since }: { userId: string; since: Date },
): Promise<number> {
  const [row] = await queryable<{ bytes: string }[]>`
    select coalesce(sum(size_bytes), 0)::text as bytes from evidence
    where uploaded_by = ${userId} and uploaded_at > ${since}`
  return Number(row?.bytes ?? 0)
}
