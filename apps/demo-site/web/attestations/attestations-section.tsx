import type { Attestation } from '@aura-sign/react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useDraft } from '../drafts/use-draft.ts'
import { Button } from '../ui/button.tsx'
import { ChunkBoundary } from '../ui/chunk-boundary.tsx'
import { Icon } from '../ui/icon.tsx'
import { VerifyDialog } from '../verify/verify-dialog.tsx'
import { AttestationList } from './attestation-list.tsx'

const AttestDialog = lazy(() =>
  import('../attest/attest-dialog.tsx').then((module) => ({ default: module.AttestDialog })),
)
const RevokeDialog = lazy(() => import('./revoke-dialog.tsx').then((module) => ({ default: module.RevokeDialog })))

type Shelf = 'received' | 'made'
type Open = { readonly dialog: 'attest' } | { readonly dialog: 'verify' | 'revoke'; readonly attestation: Attestation }

const shelves: readonly (readonly [Shelf, string])[] = [
  ['received', 'About you'],
  ['made', 'By you'],
]

/** What others have signed about the person, what they have signed themselves, and the way to sign more. */
export function AttestationsSection({ address }: { readonly address: string }) {
  const [shelf, setShelf] = useState<Shelf>('received')
  const [open, setOpen] = useState<Open | null>(null)
  const [draft] = useDraft('attestation', address)
  const heading = useRef<HTMLHeadingElement>(null)
  const close = () => setOpen(null)
  const closeRevoked = () => {
    close()
    // The button that led to it goes with what it did.
    requestAnimationFrame(() => heading.current?.focus())
  }
  const attestButton = (
    <Button onClick={() => setOpen({ dialog: 'attest' })} aria-haspopup="dialog">
      <Icon name="seal" />
      {draft === null || open?.dialog === 'attest' ? 'Attest' : 'Go on with your draft'}
    </Button>
  )
  return (
    <section aria-labelledby="attestations-title" className="mt-16 border-line border-t pt-10">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
        <h2 ref={heading} id="attestations-title" tabIndex={-1} className="text-2xl">
          Attestations
        </h2>
        <div className="flex flex-wrap items-center gap-3">
          <fieldset className="flex rounded-full bg-sunken p-1">
            <legend className="sr-only">Which attestations</legend>
            {shelves.map(([name, label]) => (
              <button
                key={name}
                type="button"
                aria-pressed={shelf === name}
                onClick={() => setShelf(name)}
                className="min-h-9 rounded-full px-4 text-[0.9375rem] text-muted transition hover:text-ink aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-raised"
              >
                {label}
              </button>
            ))}
          </fieldset>
          {attestButton}
        </div>
      </div>
      <div className="mt-6">
        <AttestationList
          key={shelf}
          filters={shelf === 'received' ? { recipient: address } : { attester: address }}
          self={address}
          empty={
            shelf === 'received'
              ? 'Nobody has attested anything about you yet. What they sign about your address appears here.'
              : 'You have not attested anything yet. Say something you know, and sign it: about somebody, or about yourself.'
          }
          onVerify={(attestation) => setOpen({ dialog: 'verify', attestation })}
          onRevoke={(attestation) => setOpen({ dialog: 'revoke', attestation })}
        />
      </div>
      <ChunkBoundary onGiveUp={close}>
        <Suspense fallback={<Opening />}>
          {open?.dialog === 'attest' && (
            <AttestDialog self={address} onClose={close} onAttested={() => setShelf('made')} />
          )}
          {open?.dialog === 'revoke' && (
            <RevokeDialog self={address} attestation={open.attestation} onClose={close} onRevoked={closeRevoked} />
          )}
        </Suspense>
      </ChunkBoundary>
      {open?.dialog === 'verify' && <VerifyDialog attestation={open.attestation} onClose={close} />}
    </section>
  )
}

function Opening() {
  return (
    <span role="status" className="sr-only">
      Opening
    </span>
  )
}
