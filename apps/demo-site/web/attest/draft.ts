import type { AttestationDraft, AttestationSchema, KeptFile } from '@aura-sign/react'
import { addressFault } from './address-fault.ts'
import { parseValue } from './parse-value.ts'

export type Expiry = 'never' | 'month' | 'year' | 'date'

/** What the form holds, as it was typed. */
export interface Draft {
  readonly recipient: string
  readonly schema: AttestationSchema | null
  /** By the field's place in the schema. */
  readonly texts: readonly string[]
  readonly expiry: Expiry
  /** `YYYY-MM-DD`, for the expiry `date`. */
  readonly expiryDate: string
  readonly revocable: boolean
  /** The file that was sent for it. */
  readonly kept: KeptFile | null
}

export const emptyDraft: Draft = {
  ...{ recipient: '', schema: null, texts: [], expiry: 'never', expiryDate: '', revocable: true, kept: null },
}

/** What is wrong, by field: `recipient`, `schema`, `expiry`, or the place of a value. */
export type DraftErrors = ReadonlyMap<string | number, string>

const daysOf: Partial<Record<Expiry, number>> = { month: 30, year: 365 }
const dayMs = 24 * 3_600_000

/** The attestation that a form describes, or what in it is wrong. */
export function readDraft(
  draft: Draft,
  now: Date,
):
  | { readonly ok: true; readonly attestation: AttestationDraft }
  | { readonly ok: false; readonly errors: DraftErrors } {
  const errors = new Map<string | number, string>()
  const { schema } = draft
  const recipient = draft.recipient.trim()
  const fault = addressFault(recipient)
  if (fault !== null) errors.set('recipient', fault)
  if (schema === null) errors.set('schema', 'Choose what to say it with')
  const fields = schema?.fields ?? []
  const values = fields.map((field, index) => {
    const parsed = parseValue(field, draft.texts[index] ?? '')
    if (!parsed.ok) errors.set(index, parsed.message)
    return { name: field.name, value: parsed.ok ? parsed.value : null }
  })
  const expiresAt = readExpiry(draft, now)
  if (expiresAt === undefined) errors.set('expiry', 'Choose a day that is still to come')
  if (errors.size > 0 || schema === null || expiresAt === undefined) return { ok: false, errors }
  const revocable = draft.revocable && schema.revocable
  return { ok: true, attestation: { schema, recipient, values, expiresAt, revocable } }
}

/** null is never, undefined not a day to come. */
function readExpiry({ expiry, expiryDate }: Draft, now: Date): Date | null | undefined {
  if (expiry === 'never') return null
  const days = daysOf[expiry]
  if (days !== undefined) return new Date(now.getTime() + days * dayMs)
  // The end of that day, where the person is.
  const date = new Date(`${expiryDate}T23:59:59`)
  return date > now ? date : undefined
}
