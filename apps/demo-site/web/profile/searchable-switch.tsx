import { explainError, useSetSearchable } from '@aura-sign/react'
import { useId } from 'react'

interface SearchableSwitchProps {
  readonly address: string
  readonly searchable: boolean
  readonly hasStatement: boolean
}

/** Whether others find this person. What it says is what the service has: it moves once that has answered. */
export function SearchableSwitch({ address, searchable, hasStatement }: SearchableSwitchProps) {
  const id = useId()
  const change = useSetSearchable(address)
  const toggle = () => {
    if (!change.isPending) change.mutate(!searchable)
  }
  return (
    <div className="mt-5 border-line border-t pt-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <p id={id} className="font-medium text-[0.9375rem]">
            Others can find you
          </p>
          <p id={`${id}-help`} className="text-muted text-sm">
            {searchable
              ? 'You appear in searches and near those who are like you.'
              : `No search finds you, as of now. ${hasStatement ? 'Your statement stays; attestations' : 'Attestations'} are not hidden.`}
          </p>
        </div>
        <button
          type="button"
          role="switch"
          aria-checked={searchable}
          aria-labelledby={id}
          aria-describedby={`${id}-help`}
          aria-disabled={change.isPending || undefined}
          onClick={toggle}
          className="group relative -my-2 -mr-2 grid h-11 w-16 shrink-0 place-items-center rounded-full aria-disabled:cursor-progress"
        >
          <span className="relative block h-7 w-12 rounded-full border border-edge bg-sunken transition group-aria-checked:border-accent group-aria-checked:bg-accent group-aria-disabled:opacity-60">
            <span className="absolute top-0.5 left-0.5 size-[1.375rem] rounded-full bg-muted transition group-aria-checked:translate-x-5 group-aria-checked:bg-paper" />
          </span>
        </button>
      </div>
      <p role="status" className="sr-only">
        {change.isSuccess && (searchable ? 'Others can find you' : 'Nobody finds you any more')}
      </p>
      {change.isError && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {explainError(change.error).title}. {explainError(change.error).detail}
        </p>
      )}
    </div>
  )
}
