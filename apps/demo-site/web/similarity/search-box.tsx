import { type FormEvent, useState } from 'react'
import { Icon } from '../ui/icon.tsx'

const textLengthMax = 500

export function SearchBox({ onSearch }: { readonly onSearch: (text: string) => void }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onSearch(text.trim())
  }
  return (
    <search>
      <form
        onSubmit={submit}
        className="mt-4 flex items-center rounded-full border border-edge bg-surface pl-5 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2"
      >
        <label htmlFor="similar-text" className="sr-only">
          Search identities by words
        </label>
        <input
          id="similar-text"
          type="search"
          value={text}
          maxLength={textLengthMax}
          placeholder="Search by words: bees, maps…"
          onChange={(event) => setText(event.target.value)}
          className="min-h-12 min-w-0 flex-1 bg-transparent placeholder:text-muted focus-visible:outline-none"
        />
        <button
          type="submit"
          aria-label="Search"
          className="m-1 grid size-10 shrink-0 place-items-center rounded-full text-muted transition hover:bg-sunken hover:text-ink"
        >
          <Icon name="search" />
        </button>
      </form>
    </search>
  )
}
