import { Problem } from '../api/problem.ts'
import { Unreachable } from '../api/unreachable.ts'
import { explainError } from '../ui/explain-error.ts'
import { type WalletFailure, walletFailure } from '../wallet/wallet-failure.ts'

/** Why a sign-in stopped, in words, and what the button under it does. */
export interface SignInProblem {
  readonly kind: string
  readonly tone: 'info' | 'caution' | 'danger'
  readonly title: string
  readonly detail: string
  /** `renew` asks for a new message with the same wallet, `restart` goes back to the wallets. */
  readonly next: 'renew' | 'restart' | 'none'
  readonly nextLabel: string
}

type Asked = 'connection' | 'signature' | 'switch'

const walletProblems: Record<WalletFailure, (asked: Asked, name: string) => SignInProblem> = {
  rejected: (asked, name) => ({
    kind: 'rejected',
    tone: 'info',
    title: rejectedTitles[asked],
    detail: `You declined the request in ${name}. Nothing was signed and nothing was sent.`,
    next: asked === 'connection' ? 'restart' : 'renew',
    nextLabel: asked === 'connection' ? 'Choose a wallet' : 'Try again',
  }),
  busy: (_, name) => ({
    kind: 'busy',
    tone: 'caution',
    title: 'Your wallet has a request open already',
    detail: `Open ${name}, answer or close what it is asking, then come back.`,
    next: 'restart',
    nextLabel: 'Try again',
  }),
  'unknown-chain': (_, name) => ({
    kind: 'unknown-chain',
    tone: 'caution',
    title: 'Your wallet does not know that network',
    detail: `Add it in ${name}'s settings, or choose another of the networks that this service accepts.`,
    next: 'renew',
    nextLabel: 'Try again',
  }),
  failed: (_, name) => ({
    kind: 'wallet-failed',
    tone: 'danger',
    title: `${name} did not complete the request`,
    detail: 'It may be locked or have no account yet. Open it, check, and try again.',
    next: 'restart',
    nextLabel: 'Choose a wallet',
  }),
}

const rejectedTitles: Record<Asked, string> = {
  connection: 'You did not connect the wallet',
  signature: 'You did not sign',
  switch: 'You did not switch the network',
}

export function walletProblem(error: unknown, asked: Asked, walletName: string): SignInProblem {
  return walletProblems[walletFailure(error)](asked, walletName)
}

export function serviceProblem(error: unknown): SignInProblem {
  if (error instanceof Problem && error.code === 'sign_in_refused') return refused
  const kind = error instanceof Unreachable ? 'unreachable' : 'service'
  const { title, detail } = explainError(error)
  return { kind, tone: 'danger', title, detail, next: 'renew', nextLabel: 'Try again' }
}

export const expired: SignInProblem = {
  kind: 'expired',
  tone: 'caution',
  title: 'This message has expired',
  detail: 'A message can be used for a few minutes only, so that nobody can keep it for later. Get a new one.',
  next: 'renew',
  nextLabel: 'Get a new message',
}

/** The message names another address than the one in the address bar: signing it here is what phishing looks like. */
export function otherAddress(uri: string, here: string): SignInProblem {
  return {
    kind: 'other-address',
    tone: 'danger',
    title: 'This page is served at another address than the service is configured for',
    detail: `The service is configured for ${uri}, this page is at ${here}. Open it there, or correct APP_URL.`,
    next: 'none',
    nextLabel: '',
  }
}

// One public reason for all refusals: the service tells nobody which check failed, its log has it.
const refused: SignInProblem = {
  kind: 'refused',
  tone: 'danger',
  title: 'The service did not accept this sign-in',
  detail:
    'The signature did not match the message, or the message was changed, used already or too old. A new message usually helps; if not, the operator finds the reason in the log.',
  next: 'renew',
  nextLabel: 'Get a new message',
}
