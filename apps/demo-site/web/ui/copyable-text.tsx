import { useEffect, useState } from 'react'
import { Icon } from './icon.tsx'
import { shortAddress } from './short-address.ts'

interface CopyableTextProps {
  /** Hexadecimal. */
  readonly text: string
  /** What it is, in a sentence: `address`. */
  readonly name: string
  /** Show all of it from the width of a tablet on; below that always the short form, which can be opened. */
  readonly full?: boolean
}

const confirmationMs = 2_000

/** A long name of digits, short or in full, that can be opened and copied. What is copied is always all of it. */
export function CopyableText({ text, name, full = false }: CopyableTextProps) {
  const [open, setOpen] = useState(false)
  const { copied, copy } = useCopy(text)
  const capitalised = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return (
    <span className="inline-flex max-w-full items-center gap-1 font-mono text-sm">
      <button
        type="button"
        aria-expanded={open}
        title={open ? 'Show the short form' : `Show the whole ${name}`}
        onClick={() => setOpen(!open)}
        className="-ml-1.5 min-w-0 rounded-lg px-1.5 py-1 text-left break-all hover:bg-sunken"
      >
        <span className="sr-only">{capitalised} </span>
        {open ? (
          text
        ) : (
          <>
            <span className={full ? 'md:hidden' : ''}>{shortAddress(text)}</span>
            {full && <span className="hidden md:inline">{text}</span>}
          </>
        )}
      </button>
      <button
        type="button"
        onClick={copy}
        aria-label={`Copy the ${name} ${shortAddress(text)}`}
        className="grid size-9 shrink-0 place-items-center rounded-full text-muted transition hover:bg-sunken hover:text-ink"
      >
        <Icon name={copied === 'done' ? 'check' : 'copy'} className={copied === 'done' ? 'text-good' : ''} />
      </button>
      <span role="status" className="sr-only">
        {copied === 'done' && `${capitalised} copied`}
        {copied === 'failed' && `The browser did not allow copying; open the ${name} and select it by hand`}
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
