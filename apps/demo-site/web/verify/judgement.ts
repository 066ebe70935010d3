import type { AttestationVerdict } from '@aura-sign/react'

export interface Judgement {
  readonly tone: 'good' | 'open' | 'caution' | 'danger'
  readonly title: string
  readonly detail: string
}

/** The verdict in a sentence. What is worst about it comes first. */
export function judgementOf(verdict: AttestationVerdict): Judgement {
  const { ok, checks, retryable } = verdict
  const failed = checks.filter((check) => check.ok === false)
  const reasons = new Set(failed.map(({ reason }) => reason))
  if (ok) {
    const isKnown = verdict.stored !== null
    return {
      tone: 'good',
      title: 'This attestation is valid',
      detail: isKnown
        ? 'Its attester signed exactly this, it has not expired, and nobody revoked it.'
        : 'Its attester signed exactly this. It is not kept here, so a revocation would not be known.',
    }
  }
  if (retryable) {
    return {
      tone: 'caution',
      title: 'This attestation could not be checked to the end',
      detail: 'The chain of its signer did not answer. Check it again later.',
    }
  }
  if (failed.length === 0 && isUnnamed(verdict)) {
    return {
      tone: 'open',
      title: 'A key signed this, but whose it should be is not said',
      detail:
        'The key of the address below made the signature. Of an altered text some key made it too: say below whose it should be, or check a share link, which says it.',
    }
  }
  // Of one that is forged, nothing else it says matters.
  if (verdict.attester !== null && failed.length > 0 && [...reasons].every((reason) => isTimely(reason))) {
    if (reasons.has('revoked')) {
      return {
        tone: 'danger',
        title: 'This attestation is revoked',
        detail: 'Its attester signed it, and later took it back for good.',
      }
    }
    const detail = isUnnamed(verdict)
      ? 'A key signed it, but whose it should be is not said.'
      : 'It was valid until then.'
    return { tone: 'caution', title: 'This attestation has expired', detail }
  }
  const [first] = failed
  return {
    tone: 'danger',
    title: 'This attestation is not valid',
    detail: first === undefined ? 'A check failed.' : `${nameOf(first.name)}: ${first.detail}.`,
  }
}

/** An object alone, kept here or not: any signature of 65 bytes is some key's. */
export function isUnnamed({ checks, attester }: AttestationVerdict): boolean {
  return attester !== null && checks.some(({ name, ok }) => name === 'signature' && ok === null)
}

const names: Readonly<Record<string, string>> = {
  shape: 'Form',
  types: 'Signed type',
  domain: 'Chain and contract',
  uid: 'Identifier',
  signature: 'Signature',
  times: 'Time of making',
  expiry: 'Expiry',
  schema: 'Schema',
  revocable: 'Revocability',
  data: 'Data',
  reference: 'Reference',
  evidence: 'Files',
  revocation: 'Revocation',
}

/** What people call a check; one that this page does not know keeps its own name. */
export function nameOf(check: string): string {
  return names[check] ?? check
}

/** What a check found. One that was not made names the one that failed as the service does; here it is called as in the list. */
export function detailOf({ detail }: Pick<AttestationVerdict['checks'][number], 'detail'>): string {
  return detail.replace(/(?<=^not made, because )\w+(?= failed$)/, (check) => `“${nameOf(check)}”`)
}

function isTimely(reason: string | undefined): boolean {
  return reason === 'revoked' || reason === 'expired'
}
