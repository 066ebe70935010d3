/** What an attestation says of itself, apart from its data. Nothing in it is verified: show it beside a verdict. */
export interface Claims {
  readonly recipient: string | null
  readonly schema: string | null
  readonly madeAt: Date | null
  /** null is never. */
  readonly expiresAt: Date | null
  readonly revocable: boolean
  readonly refUid: string | null
  readonly data: string | null
}

const noAddress = /^0x0{40}$/
const noBytes32 = /^0x0{64}$/

/** The claims in the `message` of an EAS object; null where that is no object. */
export function claimsOf(message: unknown): Claims | null {
  if (typeof message !== 'object' || message === null) return null
  const fields: Record<string, unknown> = { ...message }
  const text = (name: string, form: RegExp) => {
    const value = fields[name]
    return typeof value === 'string' && form.test(value) ? value : null
  }
  const recipient = text('recipient', /^0x[0-9a-fA-F]{40}$/)
  const refUid = text('refUID', /^0x[0-9a-fA-F]{64}$/)
  return {
    recipient: recipient !== null && noAddress.test(recipient) ? null : recipient,
    schema: text('schema', /^0x[0-9a-fA-F]{64}$/),
    madeAt: dateOf(fields.time),
    expiresAt: dateOf(fields.expirationTime),
    revocable: fields.revocable === true,
    refUid: refUid !== null && noBytes32.test(refUid) ? null : refUid,
    data: text('data', /^0x[0-9a-fA-F]*$/),
  }
}

/** Unix seconds, as text or number; 0, and what no calendar reaches, is null. */
function dateOf(seconds: unknown): Date | null {
  const date = new Date(Number(seconds) * 1_000)
  return Number(seconds) > 0 && !Number.isNaN(date.getTime()) ? date : null
}
