import type { AuraError } from './aura-error.ts'

/** An error as every program prints it: one line what happened, one what to do next. */
export function formatError(error: AuraError): string {
  return `aura: ${error.message}\n  next: ${error.hint}\n`
}
