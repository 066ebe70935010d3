import { AuraProblem } from '@aura-sign/client'
import { isUnanswered } from '../provider/create-aura-query-client.ts'

export interface Explanation {
  readonly title: string
  readonly detail: string
}

/** Says in plain words what went wrong with a call to the service, and what to do. */
export function explainError(error: unknown): Explanation {
  if (isUnanswered(error)) {
    return {
      title: 'The service does not answer',
      detail: 'It may be starting or recovering, or your connection is down. Nothing you entered is lost.',
    }
  }
  if (!(error instanceof AuraProblem)) {
    return { title: 'Something went wrong on this page', detail: 'Reload the page and try again.' }
  }
  if (error.status === 429) {
    const wait = error.retryAfterSeconds
    return {
      title: 'Too many attempts',
      detail: wait === undefined ? 'Wait a minute, then try again.' : `Try again in ${wait} seconds.`,
    }
  }
  return { title: error.title, detail: error.hint ?? 'Try again in a moment.' }
}
