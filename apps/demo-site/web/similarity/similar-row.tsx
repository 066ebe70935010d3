import type { SimilarIdentity } from '../api/similarity.ts'
import { Aura } from '../aura/aura.tsx'
import { CopyableAddress } from '../ui/copyable-address.tsx'
import { shortAddress } from '../ui/short-address.ts'
import { SharedTerms } from './shared-terms.tsx'

interface SimilarRowProps {
  readonly identity: SimilarIdentity
  readonly isSelf: boolean
  readonly pointed: boolean
  readonly onPoint: (address: string | null) => void
  readonly onLookFrom: (address: string) => void
}

export function SimilarRow({ identity, isSelf, pointed, onPoint, onLookFrom }: SimilarRowProps) {
  const { address, distance, reasons } = identity
  const similarity = 1 - distance
  return (
    <li
      onPointerEnter={() => onPoint(address)}
      onPointerLeave={() => onPoint(null)}
      className={`-mx-3 flex gap-4 rounded-2xl px-3 py-3.5 transition-colors ${pointed ? 'bg-sunken' : ''}`}
    >
      <Aura address={address} className="mt-0.5 size-12 shrink-0" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center justify-between gap-x-3">
          <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2">
            <CopyableAddress address={address} />
            {isSelf && <span className="rounded-full bg-accent-soft px-2.5 text-accent text-sm">you</span>}
          </span>
          <span className="font-mono text-sm tabular-nums">
            <span className="sr-only">Similarity </span>
            {similarity.toFixed(2)}
          </span>
        </div>
        <span aria-hidden="true" className="mt-1 block h-1 overflow-hidden rounded-full bg-line">
          <span
            className="block h-full rounded-full bg-accent"
            style={{ width: `${Math.round(Math.max(0, Math.min(1, similarity)) * 100)}%` }}
          />
        </span>
        <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm">
          <SharedTerms reasons={reasons} />
          {!isSelf && (
            <button
              type="button"
              onClick={() => onLookFrom(address)}
              aria-label={`Show who is near ${shortAddress(address)}`}
              className="-mx-2 min-h-8 rounded-lg px-2 text-muted underline decoration-edge underline-offset-4 hover:text-ink"
            >
              Who is near them
            </button>
          )}
        </div>
      </div>
    </li>
  )
}
