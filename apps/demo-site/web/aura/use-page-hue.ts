import { useEffect } from 'react'
import { auraShape } from './aura-shape.ts'

/** Lends the page the inner colour of an address; with null it has its own again. */
export function usePageHue(address: string | null): void {
  useEffect(() => {
    if (address === null) return
    const { style } = document.documentElement
    style.setProperty('--hue', String(auraShape(address, { contours: 1 }).hues[1]))
    return () => {
      style.removeProperty('--hue')
    }
  }, [address])
}
