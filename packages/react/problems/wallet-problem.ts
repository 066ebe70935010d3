import { type WalletFailure, walletFailure } from '../wallet/wallet-failure.ts'
import type { FlowProblem } from './flow-problem.ts'

/** What the wallet was asked for when it said no. */
export type WalletRequest = 'connection' | 'signature' | 'switch'

/** Says in words why a wallet did not do what it was asked; a declined request is a choice, not an error. */
export function walletProblem(error: unknown, asked: WalletRequest, walletName: string): FlowProblem {
  return walletProblems[walletFailure(error)](asked, walletName)
}

const rejectedTitles: Readonly<Record<WalletRequest, string>> = {
  connection: 'You did not connect the wallet',
  signature: 'You did not sign',
  switch: 'You did not switch the network',
}

const walletProblems: Readonly<Record<WalletFailure, (asked: WalletRequest, name: string) => FlowProblem>> = {
  rejected: (asked, name) => ({
    kind: 'rejected',
    tone: 'info',
    title: rejectedTitles[asked],
    detail: `You declined the request in ${name}. Nothing was signed and nothing was sent.`,
    next: asked === 'connection' ? 'restart' : 'again',
    nextLabel: asked === 'connection' ? 'Choose a wallet' : 'Try again',
  }),
  busy: (asked, name) => ({
    kind: 'busy',
    tone: 'caution',
    title: 'Your wallet has a request open already',
    detail: `Open ${name}, answer or close what it is asking, then come back.`,
    next: asked === 'connection' ? 'restart' : 'again',
    nextLabel: 'Try again',
  }),
  'unknown-chain': (_, name) => ({
    kind: 'unknown-chain',
    tone: 'caution',
    title: 'Your wallet does not know that network',
    detail: `Add it in ${name}'s settings, or choose another of the networks that this service accepts.`,
    next: 'again',
    nextLabel: 'Try again',
  }),
  failed: (asked, name) => ({
    kind: 'wallet-failed',
    tone: 'danger',
    title: `${name} did not complete the request`,
    detail: 'It may be locked or have no account yet. Open it, check, and try again.',
    next: asked === 'connection' ? 'restart' : 'again',
    nextLabel: asked === 'connection' ? 'Choose a wallet' : 'Try again',
  }),
}
