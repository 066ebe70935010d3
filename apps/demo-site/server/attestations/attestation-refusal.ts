import { AuraError } from '@aura-sign/core'
import type { Acceptance, AttestationVerdict, RevocationAcceptance, Submission } from '@aura-sign/identity'
import { RefusedFields } from '../problem.ts'

type Refused<Result> = Extract<Result, { ok: false }>

/** The problem that a refused attestation is answered with; its fields are the checks that failed. */
export function attestationRefusal(refused: Refused<Acceptance>, place: string): Error {
  switch (refused.reason) {
    case 'not_valid':
      return verdictRefusal(refused.verdict, place)
    case 'differs': {
      const { attester, uid } = refused.stored
      return new RefusedFields(new AuraError('attestation_differs', { attester, uid }), [
        { path: pathOf(place, 'uid'), message: 'the one that is kept with this uid is another' },
      ])
    }
    case 'reference_missing':
      return new RefusedFields(new AuraError('attestation_reference_missing', { refUid: refused.refUid }), [
        { path: pathOf(place, 'message.refUID'), message: 'what it refers to is not here' },
      ])
    case 'evidence_missing':
      return new RefusedFields(
        new AuraError('attestation_evidence_missing', { sha256: shortList(refused.sha256) }),
        refused.sha256.map((sha256) => ({
          path: pathOf(place, 'message.data'),
          message: `evidence ${sha256} is not here`,
        })),
      )
  }
}

export function submissionRefusal(refused: Refused<Submission>): Error {
  return new RefusedFields(new AuraError('attestation_malformed', { detail: `${refused.field}: ${refused.detail}` }), [
    { path: `body.${refused.field}`, message: refused.detail },
  ])
}

export function revocationRefusal(
  refused: Refused<RevocationAcceptance>,
  key: { attester: string; uid: string },
): Error {
  if (refused.reason === 'not_found') return new AuraError('attestation_not_found', key)
  const { reason, field, detail, retryable } = refused.verdict
  const fields = [{ path: pathOf('', field ?? ''), message: detail }]
  if (retryable) return new RefusedFields(new AuraError('chain_unavailable', { detail }), fields)
  const code = reason === 'shape_malformed' ? 'revocation_malformed' : 'revocation_not_valid'
  return new RefusedFields(new AuraError(code, { detail: field ? `${field}: ${detail}` : detail }), fields)
}

const malformedReasons = new Set(['shape_malformed', 'types_unknown'])

function verdictRefusal(verdict: AttestationVerdict, place: string): Error {
  const failed = verdict.checks.filter(({ ok }) => ok === false)
  const detail = failed.map(({ name, detail }) => `${name}: ${detail}`).join('; ')
  const fields = failed.map((check) => ({ path: placeOf(check, place), message: check.detail }))
  if (verdict.retryable) return new RefusedFields(new AuraError('chain_unavailable', { detail }), fields)
  const isMalformed = failed.some(({ reason }) => reason !== undefined && malformedReasons.has(reason))
  const code = isMalformed ? 'attestation_malformed' : 'attestation_not_valid'
  return new RefusedFields(new AuraError(code, { detail }), fields)
}

/** The signer of `{sig, signer}` stands beside the object. */
function placeOf({ reason, field }: AttestationVerdict['checks'][number], place: string): string {
  return reason === 'signer_malformed' && place === 'sig' ? 'body.signer' : pathOf(place, field ?? '')
}

function pathOf(place: string, field: string): string {
  return ['body', place, field].filter((part) => part !== '').join('.')
}

const shownMax = 5

function shortList(names: readonly string[]): string {
  const rest = names.length - shownMax
  return names.slice(0, shownMax).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
