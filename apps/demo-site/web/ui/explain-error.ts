import { Problem } from '../api/problem.ts'
import { Unreachable } from '../api/unreachable.ts'

export interface Explanation {
  readonly title: string
  readonly detail: string
}

/** Says in plain words what went wrong with a call to the service, and what to do. */
export function explainError(error: unknown): Explanation {
  if (error instanceof Unreachable) {
    return {
      title: 'The service does not answer',
      detail: 'It may be starting or recovering, or your connection is down. Nothing you entered is lost.',
    }
  }
  if (error instanceof Problem && error.status === 429) {
    const wait = error.retryAfterSeconds
    return {
      title: 'Too many attempts',
      detail: wait === undefined ? 'Wait a minute, then try again.' : `Try again in ${wait} seconds.`,
    }
  }
  if (error instanceof Problem) {
    return { title: sentence(error.message), detail: error.hint ?? 'Try again in a moment.' }
  }
  return { title: 'Something went wrong on this page', detail: 'Reload the page and try again.' }
}

// The service's messages start in lower case, because in logs they follow a prefix.
function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}
