import type { SimilarIdentity } from '@aura-sign/client'
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

/** One identity: who, how near, and why. */
export function SimilarRow({ identity, isSelf, pointed, onPoint, onLookFrom }: SimilarRowProps) {
  const { address, distance, reasons } = identity
  return (
    <li
      onPointerEnter={() => onPoint(address)}
      onPointerLeave={() => onPoint(null)}
      className={`-mx-3 flex items-start gap-3.5 rounded-2xl px-3 py-3.5 transition-colors sm:gap-4 ${pointed ? 'bg-sunken' : ''}`}
    >
      <Aura address={address} className="mt-0.5 size-12 shrink-0" />
      <div className="min-w-0 flex-1">
        <div className="flex min-h-9 flex-wrap items-center gap-x-2">
          <CopyableAddress address={address} />
          {isSelf && <span className="rounded-full bg-accent-soft px-2.5 text-accent text-sm">you</span>}
          <span className="ml-auto font-display text-xl tabular-nums">
            <span className="sr-only">Similarity </span>
            {(1 - distance).toFixed(2)}
          </span>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
          <SharedTerms reasons={reasons} />
          {!isSelf && (
            <button
              type="button"
              onClick={() => onLookFrom(address)}
              aria-label={`Look around ${shortAddress(address)}`}
              className="-mr-2 ml-auto min-h-8 rounded-lg px-2 text-muted underline decoration-line underline-offset-4 hover:text-ink hover:decoration-ink"
            >
              Look around
            </button>
          )}
        </div>
      </div>
    </li>
  )
}
