import { statementNumber } from './background-writers.ts'
import type { DrillContext } from './drill-context.ts'
import type { DrillWallet } from './drill-ports.ts'
import { findLostWrites, type RecoveredWallets } from './find-lost-writes.ts'
import { type Marks, measureAppLoss, measureRpo, secondsBetween } from './measure-rpo.ts'
import { pollUntil } from './poll-until.ts'

/** What came back of every wallet, as its user sees it. */
export async function readBack(drill: DrillContext, options: { newcomerId: string }): Promise<RecoveredWallets> {
  const { recorder, writers, newcomer } = drill
  const { stack, identities } = drill.options
  const seeded = await stack.countSeeded()
  recorder.check('seeded identities are there', seeded === identities, `${seeded} of ${identities}`)

  const wallets = [...writers, newcomer].map((wallet) => wallet.address)
  // Before anyone signs in again: that makes a lost identity anew.
  const existing = await stack.findIdentities(wallets)
  const recovered = new Map<string, number | null>()
  for (const address of wallets) recovered.set(address, existing.has(address) ? 0 : null)
  const behind: string[] = []
  for (const wallet of writers) {
    await wallet.signIn()
    const { statement, isEmbedded } = await awaitEmbedding(drill, wallet)
    if (!isEmbedded && statement !== null) behind.push(wallet.address)
    if (existing.has(wallet.address)) recovered.set(wallet.address, statementNumber(statement))
  }
  recorder.check('workers catch up', behind.length === 0, behind.join(', ') || 'all statements are embedded')
  drill.lostSeconds('workers', behind.length === 0 ? 0 : null)

  const again = await newcomer.signIn()
  recorder.check('a lost identity gets the id it had', again === options.newcomerId, again)
  return recovered
}

/** Compares with the ledger and the heartbeats. */
export function measureLoss(
  drill: DrillContext,
  options: { heartbeats: Marks; vectors: Marks; recovered: RecoveredWallets },
): void {
  const { ledger } = drill.options
  const { recovered, heartbeats, vectors } = options
  drill.findings.lost = findLostWrites(ledger.entries, recovered)
  const rpo = measureRpo({ heartbeats, ledger: ledger.entries, recovered })
  const detail = `${rpo.heartbeatSeconds} s by heartbeats, ${rpo.ledgerSeconds} s by acknowledged writes`
  drill.recorder.check('the loss was measured by both markers', rpo.seconds !== null, detail)
  drill.lostSeconds('postgres', rpo.seconds)
  drill.lostSeconds('vectors', secondsBetween(vectors.recovered, vectors.known))
  const { snapshotAt } = drill.findings
  drill.lostSeconds('app', snapshotAt === null ? null : measureAppLoss(ledger.entries, { recovered, snapshotAt }))
}

async function awaitEmbedding(drill: DrillContext, wallet: DrillWallet) {
  const settled = pollUntil(async () => {
    const profile = await wallet.readProfile()
    return profile.isEmbedded || profile.statement === null ? profile : null
  }, drill.options)
  return await settled.catch(() => wallet.readProfile())
}
