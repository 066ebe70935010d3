import { useEffect, useMemo, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Checked } from './checked.tsx'

interface SharedPageProps {
  readonly shareLink: string
  readonly onLeave: () => void
}

/** What somebody sees who opens a share link, signed in or not. */
export function SharedPage({ shareLink, onLeave }: SharedPageProps) {
  const submission = useMemo(() => ({ shareLink }), [shareLink])
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <article className="mx-auto max-w-2xl animate-arrive pt-4 sm:pt-8">
      <h1 ref={heading} tabIndex={-1} className="text-3xl leading-tight sm:text-4xl">
        Somebody shared an attestation with you
      </h1>
      <p className="mt-3 mb-7 text-lg text-muted">
        The link carries the signed text itself. This is what it is worth at this moment.
      </p>
      <Checked key={shareLink} submission={submission} level={2} />
      <Button look="secondary" onClick={onLeave} className="mt-8">
        <Icon name="back" />
        To Aura-Sign
      </Button>
    </article>
  )
}
