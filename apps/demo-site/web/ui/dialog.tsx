import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { Icon } from './icon.tsx'

interface DialogProps {
  /** Id of the heading that names the dialog. */
  readonly labelledBy: string
  readonly onClose: () => void
  readonly children: ReactNode
}

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), textarea, select, summary, [tabindex="0"]'

/** A modal on the native element: the rest of the page is inert, Escape closes, focus returns to where it was. */
export function Dialog({ labelledBy, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  // A layout effect, because closing gives the focus back only while the dialog is still in the document.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={labelledBy}
      onKeyDown={keepFocusInside}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        // Only the backdrop: inside, the target is always a child of the dialog.
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div className="dialog-panel p-6 sm:p-8">
        {children}
        <button
          type="button"
          aria-label="Close"
          onClick={onClose}
          className="absolute top-4 right-4 grid size-10 place-items-center rounded-full text-muted transition hover:bg-sunken hover:text-ink"
        >
          <Icon name="close" />
        </button>
      </div>
    </dialog>
  )
}

// The native modal lets Tab leave for the browser's own bars; inside a sign-in the expected path is a circle.
function keepFocusInside(event: KeyboardEvent<HTMLDialogElement>) {
  if (event.key !== 'Tab') return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(focusable)].filter((stop) =>
    stop.checkVisibility(),
  )
  const edge = event.shiftKey ? stops.at(0) : stops.at(-1)
  const outside = !stops.includes(document.activeElement as HTMLElement)
  if (document.activeElement !== edge && !(event.shiftKey && outside)) return
  event.preventDefault()
  const next = event.shiftKey ? stops.at(-1) : stops.at(0)
  next?.focus()
}
