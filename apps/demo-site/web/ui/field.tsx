import { type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: ReactNode
  /** Beside the label: the type, or that it may be left empty. */
  readonly note?: string | undefined
  /** In the place of a note: a way to fill it in. */
  readonly aside?: ReactNode
  readonly help?: ReactNode
  readonly error?: string | undefined
  /** The control, with what ties it to its label, help and error. */
  readonly children: (control: {
    readonly id: string
    readonly 'aria-describedby'?: string | undefined
    readonly 'aria-invalid'?: true | undefined
  }) => ReactNode
}

/** A labelled control with its error beside it. The line below is there from the start, so that no error moves the page. */
export function Field({ label, note, aside, help, error, children }: FieldProps) {
  const id = useId()
  const said = error ?? help
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <label htmlFor={id} className="font-medium text-[0.9375rem]">
          {label}
        </label>
        {note !== undefined && <span className="font-mono text-muted text-xs">{note}</span>}
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': said === undefined ? undefined : `${id}-said`,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      <p
        id={`${id}-said`}
        className={`mt-1 min-h-5 text-sm leading-5 ${error === undefined ? 'text-muted' : 'text-danger'}`}
      >
        {said}
      </p>
    </div>
  )
}

/** How every text control looks. */
export const controlLook =
  'mt-1.5 block min-h-11 w-full min-w-0 rounded-xl border border-edge bg-surface px-3.5 py-2 text-[0.9375rem] placeholder:text-muted aria-invalid:border-danger'
