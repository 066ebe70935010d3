import { type ReactNode, useEffect, useRef } from 'react'

/** The heading of a step. It names the dialog and takes the focus, so that each step is read out when it appears. */
export function StepTitle({ children }: { readonly children: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => ref.current?.focus(), [])
  return (
    <h2 ref={ref} id="sign-in-title" tabIndex={-1} className="pr-10 text-2xl leading-tight">
      {children}
    </h2>
  )
}
