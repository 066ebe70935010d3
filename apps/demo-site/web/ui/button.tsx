import type { ButtonHTMLAttributes } from 'react'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'primary' | 'secondary' | 'quiet'
  /** Something this button started is under way: it stays focusable, says so and does nothing. */
  readonly busy?: boolean
}

const looks = {
  primary: 'bg-ink text-paper border-ink enabled:hover:opacity-88 enabled:active:opacity-75 shadow-raised px-5',
  secondary: 'bg-surface text-ink border-edge hover:border-ink px-5',
  quiet: 'bg-transparent text-muted border-transparent hover:text-ink hover:bg-sunken px-3',
}

export function Button({ look = 'primary', busy = false, className, onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={`inline-flex min-h-11 items-center justify-center gap-2 rounded-full border text-[0.9375rem] font-medium transition disabled:border-transparent disabled:bg-line disabled:text-muted disabled:shadow-none aria-disabled:cursor-progress aria-disabled:opacity-60 ${looks[look]} ${className ?? ''}`}
    >
      {children}
    </button>
  )
}
