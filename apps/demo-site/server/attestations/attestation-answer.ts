import { AuraError } from '@aura-sign/core'
import {
  type Attestation,
  encodeShareLink,
  type Judgement,
  readAttestation,
  readRevocation,
  type StoredAttestation,
} from '@aura-sign/identity'
import type { z } from 'zod'
import { attestationSchema, type verdictSchema } from './attestation-schemas.ts'

type Answer = z.input<typeof attestationSchema>

/** An attestation as answers have it, with its share link; `origin` is where the page is. Throws `attestation_damaged`. */
export function attestationAnswer(stored: StoredAttestation, origin: string): Answer {
  const read = readStored(stored)
  const { attester, uid } = stored
  if (!read) throw new AuraError('attestation_damaged', { attester, uid })
  const link = encodeShareLink({ attestation: read.attestation, attester })
  return { ...read.answer, shareLink: link.ok ? `${origin}/${link.fragment}` : null }
}

/** Those of a list that can be answered, without share links, and the others: one damaged row costs nobody its page. */
export function attestationAnswers(listed: readonly StoredAttestation[]): {
  answers: Answer[]
  damaged: Pick<StoredAttestation, 'attester' | 'uid'>[]
} {
  const read = listed.map((stored) => ({ stored, answer: readStored(stored)?.answer }))
  return {
    answers: read.flatMap(({ answer }) => answer ?? []),
    damaged: read.flatMap(({ stored: { attester, uid }, answer }) => (answer ? [] : [{ attester, uid }])),
  }
}

/** What a row holds, null when it is damaged: only what was verified is written there, but not only this service can write. */
function readStored(stored: StoredAttestation): { attestation: Attestation; answer: Answer } | null {
  const { object, acceptedAt, revocation } = stored
  const read = readAttestation(object)
  if (!read.ok || read.attestation.uid !== stored.uid || !isTime(acceptedAt)) return null
  if (revocation && !(isTime(revocation.revokedAt) && readRevocation(revocation.object).ok)) return null
  const answer = answerOf(stored)
  return attestationSchema.safeParse(answer).success ? { attestation: read.attestation, answer } : null
}

/** Postgres knows times that are none, as `infinity`. */
function isTime(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}

function answerOf({ attester, uid, object, evidence, acceptedAt, journaledAt, revocation }: StoredAttestation): Answer {
  return {
    attester,
    uid,
    format: formatOf(object.version),
    object: object as Answer['object'],
    evidence: [...evidence],
    acceptedAt: acceptedAt.toISOString(),
    journaled: journaledAt !== null,
    revocation: revocation && {
      revokedAt: revocation.revokedAt.toISOString(),
      journaled: revocation.journaledAt !== null,
      object: revocation.object as unknown as NonNullable<Answer['revocation']>['object'],
    },
  }
}

/** Throws `attestation_damaged`. */
export function verdictAnswer(judgement: Judgement, origin: string): z.input<typeof verdictSchema> {
  const { ok, checks, authentic, values, retryable, stored } = judgement
  return {
    ok,
    checks: checks.map((check) => ({ ...check })),
    attester: authentic?.attester ?? null,
    signer: authentic?.signer ?? null,
    format: authentic ? formatOf(authentic.attestation.version) : null,
    values: values ? (asJson(values) as z.input<typeof verdictSchema>['values']) : null,
    retryable,
    stored: stored && attestationAnswer(stored, origin),
  }
}

function formatOf(version: number): Answer['format'] {
  return version === 2 ? 'offchain-v2' : version === 1 ? 'offchain-v1' : 'legacy'
}

/** Integers as decimal text: JSON's numbers are not exact. */
function asJson(values: unknown): unknown {
  return JSON.parse(JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
}
