import type { AttestationSchema } from '@aura-sign/react'

const charactersMax = 90
const noResolver = /^0x0{40}$/

/** A schema in one line, as people write it: `string note, bytes32 evidence`. What sets it apart from one with the same fields stands behind. */
export function schemaLine({
  schema,
  revocable,
  resolver,
}: Pick<AttestationSchema, 'schema' | 'revocable' | 'resolver'>): string {
  const fields = schema.length > charactersMax ? `${schema.slice(0, charactersMax)}…` : schema
  const marks = [
    revocable ? null : 'not revocable',
    noResolver.test(resolver) ? null : `resolver ${resolver.slice(0, 6)}…${resolver.slice(-4)}`,
  ].filter((mark) => mark !== null)
  return marks.length === 0 ? fields : `${fields} (${marks.join(', ')})`
}
