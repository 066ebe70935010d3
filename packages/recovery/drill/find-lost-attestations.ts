import type { FoundAttestation } from './drill-ports.ts'
import type { LostAttestation } from './drill-report.ts'
import type { SignatureEntry } from './write-ledger.ts'

/** What was signed and acknowledged and is not there to the byte, or does not hold any more, oldest first. */
export function findLostAttestations(
  entries: readonly SignatureEntry[],
  found: ReadonlyMap<string, FoundAttestation | null>,
): LostAttestation[] {
  const revoked = new Set(entries.filter(({ kind }) => kind === 'revocation').map(keyOf))
  return entries
    .flatMap((entry) => {
      const { kind, attester, uid, acknowledgedAt } = entry
      const reason = whyLost(entry, { found: found.get(keyOf(entry)) ?? null, isRevoked: revoked.has(keyOf(entry)) })
      return reason === null ? [] : [{ kind, attester, uid, acknowledgedAt, reason }]
    })
    .sort((left, right) => left.acknowledgedAt.localeCompare(right.acknowledgedAt))
}

export function keyOf({ attester, uid }: { attester: string; uid: string }): string {
  return `${attester}/${uid}`
}

function whyLost(
  { kind, object }: SignatureEntry,
  { found, isRevoked }: { found: FoundAttestation | null; isRevoked: boolean },
): LostAttestation['reason'] | null {
  if (found === null) return 'missing'
  if (kind === 'revocation') {
    if (found.revocation === null || found.valid) return 'not revoked'
    return isSame(found.revocation, object) ? null : 'altered'
  }
  if (!isSame(found.object, object)) return 'altered'
  return found.valid || isRevoked ? null : 'not valid'
}

/** To the byte, but for the order of keys, which JSON gives no meaning and Postgres does not keep. */
function isSame(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}
