import { AuraProblem } from '@aura-sign/client'
import { isUnanswered } from '../provider/create-aura-query-client.ts'
import { explainError } from './explain-error.ts'
import type { FlowProblem } from './flow-problem.ts'

/** A call of a flow that the service did not answer as hoped. */
export function serviceProblem(error: unknown): FlowProblem {
  if (error instanceof AuraProblem && error.code === 'sign_in_refused') return refused
  const { title, detail } = explainError(error)
  return { kind: kindOf(error), tone: 'danger', title, detail, next: 'again', nextLabel: 'Try again' }
}

/** The message of a sign-in, or what was to be signed, is too old. */
export const expired: FlowProblem = {
  kind: 'expired',
  tone: 'caution',
  title: 'This message has expired',
  detail: 'A message can be used for a few minutes only, so that nobody can keep it for later. Get a new one.',
  next: 'again',
  nextLabel: 'Get a new message',
}

/** The message names another address than the one in the address bar: signing it here is what phishing looks like. */
export function otherOrigin(uri: string, here: string): FlowProblem {
  return {
    kind: 'other-origin',
    tone: 'danger',
    title: 'This page is served at another address than the service is configured for',
    detail: `The service is configured for ${uri}, this page is at ${here}. Open it there, or correct APP_URL.`,
    next: 'none',
    nextLabel: '',
  }
}

function kindOf(error: unknown): string {
  if (isUnanswered(error)) return 'unreachable'
  if (!(error instanceof AuraProblem)) return 'service'
  if (error.status === 429) return 'rate-limited'
  return error.code === 'session_required' ? 'session-ended' : 'service'
}

// One public reason for all refusals: the service tells nobody which check failed, its log has it.
const refused: FlowProblem = {
  kind: 'refused',
  tone: 'danger',
  title: 'The service did not accept this sign-in',
  detail:
    'The signature did not match the message, or the message was changed, used already or too old. A new message usually helps; if not, the operator finds the reason in the log.',
  next: 'again',
  nextLabel: 'Get a new message',
}
