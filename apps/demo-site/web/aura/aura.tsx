import { type CSSProperties, useId, useMemo } from 'react'
import { auraShape } from './aura-shape.ts'

interface AuraProps {
  readonly address: string
  /** `mark` beside a line of text, `portrait` from about 100 px, `hero` for a page. */
  readonly size?: keyof typeof sizes
  readonly moving?: boolean
  readonly className?: string
}

const sizes = {
  mark: { contours: 5, echoes: 0, reach: 92 },
  portrait: { contours: 8, echoes: 3, reach: 98 },
  hero: { contours: 11, echoes: 6, reach: 98 },
}

/** The picture of an address. Decorative: the address itself always stands beside it as text. */
export function Aura({ address, size = 'mark', moving = false, className }: AuraProps) {
  const gradient = useId()
  const { contours, echoes, reach } = sizes[size]
  const shape = useMemo(() => auraShape(address, { contours, echoes }), [address, contours, echoes])
  const hues = { '--aura-outer': shape.hues[0], '--aura-inner': shape.hues[1] } as CSSProperties
  return (
    <svg
      viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`}
      className={`aura aura-${size} ${moving ? 'aura-moving' : ''} ${className ?? ''}`}
      style={hues}
      aria-hidden="true"
    >
      <defs>
        <radialGradient id={gradient} gradientUnits="userSpaceOnUse" cx="-14" cy="-20" r="112">
          <stop offset="0" className="aura-stop-inner" />
          <stop offset="1" className="aura-stop-outer" />
        </radialGradient>
      </defs>
      {shape.echoes.map((path, index) => (
        <path key={path} d={path} className="aura-echo" style={step(-1 - index)} />
      ))}
      {shape.contours.map((path, index) => (
        <path
          key={path}
          d={path}
          fill={`url(#${gradient})`}
          className="aura-contour"
          style={step(index, index / Math.max(1, contours - 1))}
        />
      ))}
    </svg>
  )
}

function step(index: number, depth = 0): CSSProperties {
  return { '--aura-index': index, '--aura-depth': depth } as CSSProperties
}
