import { AuraError, redactUrl } from '@aura-sign/core'

const charactersMax = 500

/** An error as the one line kept with a job: its code and message, no cause, no stack, no passwords of URLs. */
export function errorText(error: unknown): string {
  const text = error instanceof AuraError ? `${error.code}: ${error.message}` : messageOf(error)
  // Postgres refuses NUL in text, and an operator reads this in a terminal.
  const line = redactUrl(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return line.toWellFormed().slice(0, charactersMax) || 'unknown error'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
