import { type CSSProperties, useId, useMemo } from 'react'
import { auraShape } from './aura-shape.ts'

interface AuraProps {
  readonly address: string
  /** More contours for bigger pictures: about 5 at 32 px, 9 at 160 px. */
  readonly contours?: number
  readonly moving?: boolean
  readonly className?: string
}

/** The picture of an address. Decorative: the address itself always stands beside it as text. */
export function Aura({ address, contours = 5, moving = false, className }: AuraProps) {
  const gradient = useId()
  const shape = useMemo(() => auraShape(address, { contours }), [address, contours])
  const hues = { '--aura-outer': shape.hues[0], '--aura-inner': shape.hues[1] } as CSSProperties
  return (
    <svg viewBox="-102 -102 204 204" className={`aura ${className ?? ''}`} style={hues} aria-hidden="true">
      <defs>
        <radialGradient id={gradient} gradientUnits="userSpaceOnUse" cx="-18" cy="-26" r="128">
          <stop offset="0" className="aura-stop-inner" />
          <stop offset="1" className="aura-stop-outer" />
        </radialGradient>
      </defs>
      {shape.contours.map((path, index) => (
        <path
          key={path}
          d={path}
          fill={`url(#${gradient})`}
          className={moving ? 'aura-contour aura-turning' : 'aura-contour'}
          style={{ '--aura-index': index, '--aura-depth': index / Math.max(1, contours - 1) } as CSSProperties}
        />
      ))}
    </svg>
  )
}
