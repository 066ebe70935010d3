import type { DrillContext } from './drill-context.ts'
import type { AcknowledgedSignature, DrillWallet } from './drill-ports.ts'

// One that the backup has, and one that it cannot have: what is copied brings its schema along.
const schemaBefore = 'string note'
const schemaAfter = 'string youngerNote'

/** Of the attestations that the backup will hold, the one to revoke after it. */
export async function attestBefore(drill: DrillContext): Promise<AcknowledgedSignature> {
  const [first] = drill.writers
  await attest(drill, { wallet: first, schema: schemaBefore, text: 'kept' })
  return await attest(drill, { wallet: first, schema: schemaBefore, text: 'taken back after the backup' })
}

/**
 * Of what is signed from here on, only the copies in the backup store survive: attestations of every wallet, some revoked at
 * once, and the revocation of an older one.
 */
export async function attestAfter(drill: DrillContext, older: AcknowledgedSignature): Promise<void> {
  const [first] = drill.writers
  await revoke(drill, { wallet: first, attestation: older })
  const wallets = [...drill.writers, drill.newcomer]
  const made = await Promise.all(
    wallets.map(async (wallet) => {
      await attest(drill, { wallet, schema: schemaAfter, text: 'kept' })
      return { wallet, attestation: await attest(drill, { wallet, schema: schemaAfter, text: 'for now' }) }
    }),
  )
  await Promise.all(made.filter((_, index) => index % 2 === 0).map((each) => revoke(drill, each)))
}

async function attest(
  { options, writers }: DrillContext,
  { wallet, schema, text }: { wallet: DrillWallet; schema: string; text: string },
): Promise<AcknowledgedSignature> {
  // Somebody else who is known here, so that what is said of them has to be embedded again.
  const recipient = (writers.find((other) => other !== wallet) ?? wallet).address
  const made = await wallet.attest({ schema, text, recipient })
  options.ledger.addSignature({ kind: 'attestation', ...made, acknowledgedAt: options.clock.now().toISOString() })
  return made
}

async function revoke(
  { options }: DrillContext,
  { wallet, attestation }: { wallet: DrillWallet; attestation: AcknowledgedSignature },
): Promise<void> {
  const revoked = await wallet.revoke(attestation)
  options.ledger.addSignature({ kind: 'revocation', ...revoked, acknowledgedAt: options.clock.now().toISOString() })
}
