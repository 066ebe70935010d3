import type { ButtonHTMLAttributes } from 'react'

/** A small action within a line of text. */
export function TextButton(props: ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...props}
      className="min-h-6 rounded-lg text-muted text-sm underline decoration-line underline-offset-4 transition hover:text-ink"
    />
  )
}
