import { useEffect, useState } from 'react'
import { Icon } from './icon.tsx'
import { shortAddress } from './short-address.ts'

interface CopyableAddressProps {
  readonly address: string
  /** Show all of it from the width of a tablet on; below that always the short form, which can be opened. */
  readonly full?: boolean
}

const confirmationMs = 2_000

/** An address, short or in full, that can be opened and copied. What is copied is always all of it. */
export function CopyableAddress({ address, full = false }: CopyableAddressProps) {
  const [open, setOpen] = useState(false)
  const { copied, copy } = useCopy(address)
  return (
    <span className="inline-flex max-w-full items-center gap-1 font-mono text-sm">
      <button
        type="button"
        aria-expanded={open}
        title={open ? 'Show the short form' : 'Show the whole address'}
        onClick={() => setOpen(!open)}
        className="-ml-1.5 min-w-0 rounded-lg px-1.5 py-1 text-left break-all hover:bg-sunken"
      >
        <span className="sr-only">Address </span>
        {open ? (
          address
        ) : (
          <>
            <span className={full ? 'md:hidden' : ''}>{shortAddress(address)}</span>
            {full && <span className="hidden md:inline">{address}</span>}
          </>
        )}
      </button>
      <button
        type="button"
        onClick={copy}
        aria-label={`Copy the address ${shortAddress(address)}`}
        className="grid size-9 shrink-0 place-items-center rounded-full text-muted transition hover:bg-sunken hover:text-ink"
      >
        <Icon name={copied === 'done' ? 'check' : 'copy'} className={copied === 'done' ? 'text-good' : ''} />
      </button>
      <span role="status" className="sr-only">
        {copied === 'done' && 'Address copied'}
        {copied === 'failed' && 'The browser did not allow copying; open the address and select it by hand'}
      </span>
    </span>
  )
}

function useCopy(text: string) {
  const [copied, setCopied] = useState<'no' | 'done' | 'failed'>('no')
  useEffect(() => {
    if (copied === 'no') return
    const timer = setTimeout(() => setCopied('no'), confirmationMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    // Absent outside of secure contexts, for example on http://<name of a host in the local network>.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    written.then(
      () => setCopied('done'),
      () => setCopied('failed'),
    )
  }
  return { copied, copy }
}
