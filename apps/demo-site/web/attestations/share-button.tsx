import { type Attestation, explainError, useAuraClient } from '@aura-sign/react'
import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'

const confirmationMs = 2_500

type Shared =
  | { readonly step: 'no' | 'asking' | 'copied' | 'impossible' }
  | { readonly step: 'shown'; readonly link: string }
  | { readonly step: 'failed'; readonly error: unknown }

/** Copies the link under which this page, and EAS' tools, open the attestation. */
export function ShareButton({ attestation }: { readonly attestation: Attestation }) {
  const client = useAuraClient()
  const [shared, setShared] = useState<Shared>({ step: 'no' })
  useEffect(() => {
    if (shared.step !== 'copied') return
    const timer = setTimeout(() => setShared({ step: 'no' }), confirmationMs)
    return () => clearTimeout(timer)
  }, [shared])
  const share = async () => {
    setShared({ step: 'asking' })
    try {
      const link = attestation.shareLink ?? (await client.getAttestation(attestation)).shareLink
      if (typeof link !== 'string') return setShared({ step: 'impossible' })
      const copied = await copy(link)
      setShared(copied ? { step: 'copied' } : { step: 'shown', link })
    } catch (error) {
      setShared({ step: 'failed', error })
    }
  }
  return (
    <>
      <Button look="quiet" busy={shared.step === 'asking'} onClick={share}>
        <Icon
          name={shared.step === 'copied' ? 'check' : 'share'}
          className={shared.step === 'copied' ? 'text-good' : ''}
        />
        {/* As wide as its longest word, so that its neighbours stay where they are. */}
        <span className="grid text-left *:col-start-1 *:row-start-1">
          <span aria-hidden="true" className="invisible">
            Link copied
          </span>
          <span>{shared.step === 'copied' ? 'Link copied' : 'Copy link'}</span>
        </span>
      </Button>
      <span
        role="status"
        className={shared.step === 'copied' ? 'sr-only' : 'order-last basis-full px-3 text-sm empty:hidden'}
      >
        {shared.step === 'copied' && 'Link copied'}
        {shared.step === 'impossible' && "EAS' link has no place for the signature of a contract wallet."}
        {shared.step === 'failed' && `${explainError(shared.error).title}. ${explainError(shared.error).detail}`}
        {shared.step === 'shown' && (
          <>
            The browser did not allow copying: <span className="font-mono text-xs break-all">{shared.link}</span>
          </>
        )}
      </span>
    </>
  )
}

/** Absent outside of secure contexts, for example on http://<name of a host in the local network>. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
