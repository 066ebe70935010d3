import { AuraProblem } from '@aura-sign/client'
import { isUnanswered } from '../provider/create-aura-query-client.ts'

export interface Explanation {
  /** What happened, without a full stop. */
  readonly title: string
  /** What to do next, in sentences. */
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
  if (error.status === 429 && error.code !== 'evidence_quota_reached') {
    const wait = error.retryAfterSeconds
    return {
      title: 'Too many attempts',
      detail: wait === undefined ? 'Wait a minute, then try again.' : `Try again in ${wait} seconds.`,
    }
  }
  return { title: whatHappened(error), detail: error.hint ?? 'Try again in a moment.' }
}

/** The service's `detail` as a heading. A service that says the next step in it too would say it twice. */
function whatHappened({ title, detail, hint }: AuraProblem): string {
  const said = (hint === undefined ? detail : detail.replace(hint, '')).trim().replace(/\.$/, '')
  const text = said === '' ? title : said
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
