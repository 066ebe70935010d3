import { changedParts, fingerprintContent, type SecretsContent, type SecretsManifest } from '@aura-sign/recovery'

/** Whether the newest bundle holds what is in use. */
export type BundleComparison =
  | { readonly state: 'current' | 'absent' }
  | {
      readonly state: 'stale'
      /** Null: exported by another machine, whose key of fingerprints is not here. */
      readonly changes: ReturnType<typeof changedParts> | null
    }

export function compareWithBundle(
  content: SecretsContent,
  { manifest, key }: { manifest: SecretsManifest | null; key: string | null },
): BundleComparison {
  if (manifest === null) return { state: 'absent' }
  if (key === null) return { state: 'stale', changes: null }
  const now = fingerprintContent(content, { key })
  if (now.all === manifest.fingerprint) return { state: 'current' }
  return { state: 'stale', changes: changedParts(manifest.parts, now.parts) }
}

/** What differs, in words. */
export function describeChanges({ changes }: { changes: ReturnType<typeof changedParts> | null }): string {
  if (changes === null) return 'it was made on another machine, and cannot be compared with what is in use here'
  const parts = [
    ['new', changes.added],
    ['changed', changes.changed],
    ['gone', changes.removed],
  ] as const
  return parts.flatMap(([word, names]) => (names.length > 0 ? [`${word}: ${names.join(', ')}`] : [])).join('; ')
}
