import type { DrillContext } from './drill-context.ts'
import type { FoundAttestation } from './drill-ports.ts'
import type { AttestationCounts, AttestationResult } from './drill-report.ts'
import { findLostAttestations, keyOf } from './find-lost-attestations.ts'
import type { SignatureEntry } from './write-ledger.ts'

/** Reads every attestation that was acknowledged, and compares it with what its wallet signed. */
export async function compareAttestations(drill: DrillContext): Promise<AttestationResult> {
  const { client, ledger } = drill.options
  const { signatures } = ledger
  const found = new Map<string, FoundAttestation | null>()
  for (const entry of signatures.filter(({ kind }) => kind === 'attestation')) {
    found.set(keyOf(entry), await client.findAttestation(entry))
  }
  const snapshotMs = Date.parse(drill.findings.snapshotAt ?? '')
  const isYounger = ({ acknowledgedAt }: SignatureEntry) => Date.parse(acknowledgedAt) > snapshotMs
  const younger = signatures.filter(isYounger)
  const allLost = findLostAttestations(signatures, found)
  // The service has said that these have no copy yet: as with any other write, the backup decides.
  const mayBeLost = new Set(younger.filter(({ journaled }) => !journaled).map(identify))
  const lost = allLost.filter((entry) => !mayBeLost.has(identify(entry)))
  const gone = new Set(allLost.map(identify))
  const copied = countKinds(younger.filter(({ journaled }) => journaled))
  const proves = copied.attestations > 0 && copied.revocations > 0
  const detail = `${copied.attestations} attestations and ${copied.revocations} revocations`
  drill.recorder.check('attestations younger than the backup were journaled', proves, detail)
  const oldestMs = Math.min(...lost.map(({ acknowledgedAt }) => Date.parse(acknowledgedAt)))
  return {
    younger: countKinds(younger),
    recovered: countKinds(younger.filter((entry) => !gone.has(identify(entry)))),
    unjournaled: mayBeLost.size,
    rpo: {
      targetSeconds: 0,
      measuredSeconds: lost.length === 0 ? 0 : Math.max(0, drill.failedAt.getTime() - oldestMs) / 1000,
    },
    lost,
  }
}

function identify(entry: Pick<SignatureEntry, 'kind' | 'attester' | 'uid'>): string {
  return `${entry.kind} ${keyOf(entry)}`
}

function countKinds(entries: readonly Pick<SignatureEntry, 'kind'>[]): AttestationCounts {
  const revocations = entries.filter(({ kind }) => kind === 'revocation').length
  return { attestations: entries.length - revocations, revocations }
}
