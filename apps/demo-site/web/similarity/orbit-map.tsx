import type { SimilarIdentity } from '@aura-sign/client'
import { useMemo } from 'react'
import { Aura } from '../aura/aura.tsx'
import { Icon } from '../ui/icon.tsx'
import { orbitLayout } from './orbit-layout.ts'
import type { SimilarityQuery } from './similarity-query.ts'

interface OrbitMapProps {
  readonly query: SimilarityQuery
  readonly identities: readonly SimilarIdentity[]
  readonly pointed: string | null
  readonly onPoint: (address: string | null) => void
}

/** The list below, drawn to scale. For the eye only: everything it shows is in the list. */
export function OrbitMap({ query, identities, pointed, onPoint }: OrbitMapProps) {
  const { places, rings } = useMemo(() => orbitLayout(identities.map(({ distance }) => 1 - distance)), [identities])
  return (
    <div aria-hidden="true" className="relative mx-auto mt-6 aspect-square w-full max-w-lg">
      <svg viewBox="-1 -1 2 2" aria-hidden="true" className="absolute inset-0 size-full overflow-visible">
        {rings.map(({ radius, similarity }) => (
          <g key={similarity}>
            <circle r={radius} fill="none" className="stroke-line" strokeWidth="0.005" />
            <text
              y={-radius}
              dy="0.016"
              textAnchor="middle"
              fontSize="0.05"
              strokeWidth="0.05"
              className="fill-muted stroke-paper font-mono [paint-order:stroke]"
            >
              {similarity.toFixed(1)}
            </text>
          </g>
        ))}
      </svg>
      <div className="absolute top-1/2 left-1/2 grid size-[24%] -translate-1/2 place-items-center">
        {'address' in query ? (
          <Aura address={query.address} size="portrait" className="size-full" />
        ) : (
          <span className="grid size-4/5 place-items-center rounded-full bg-accent-soft text-accent">
            <Icon name="search" />
          </span>
        )}
      </div>
      {identities.map(({ address }, rank) => (
        <div
          key={address}
          onPointerEnter={() => onPoint(address)}
          onPointerLeave={() => onPoint(null)}
          style={{ left: `${50 + 50 * (places[rank]?.x ?? 0)}%`, top: `${50 + 50 * (places[rank]?.y ?? 0)}%` }}
          className={`absolute size-[11%] -translate-1/2 rounded-full transition ${
            pointed === address ? 'scale-130' : pointed === null ? '' : 'opacity-40'
          }`}
        >
          <Aura address={address} className="size-full" />
        </div>
      ))}
    </div>
  )
}
