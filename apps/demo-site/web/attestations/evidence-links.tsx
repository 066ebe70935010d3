import { Icon } from '../ui/icon.tsx'

/** The files that an attestation names, each under its SHA-256, as downloads. */
export function EvidenceLinks({ evidence }: { readonly evidence: readonly string[] }) {
  if (evidence.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2" aria-label="Evidence">
      {evidence.map((sha256) => (
        <li key={sha256}>
          <a
            href={`/api/evidence/${sha256}`}
            download={sha256}
            className="inline-flex min-h-9 items-center gap-2 rounded-full border border-line px-3.5 text-sm transition hover:border-ink"
          >
            <Icon name="file" className="size-4 text-muted" />
            Evidence <span className="font-mono text-muted text-xs">{sha256.slice(0, 8)}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
