import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Offchain, SignedOffchainAttestation } from '@ethereum-attestation-service/eas-sdk'
import { Wallet } from 'ethers'

export interface AttestationSample {
  readonly attestation: SignedOffchainAttestation
  readonly attester: string
}

const require = createRequire(import.meta.url)

/** The CommonJS build: the other one imports names from lodash, which Node does not find there. */
export const easSdk: typeof import('@ethereum-attestation-service/eas-sdk') = require('@ethereum-attestation-service/eas-sdk')

const contract = '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587'

export const samplesSchema = {
  schema: 'string name, uint8 score, bool verified, bytes32 evidence',
  revocable: true,
}

/** The SDK's side: an instance that verifies what `attestationSamples` gives. */
export function samplesOffchain(): Offchain {
  return new easSdk.Offchain({ address: contract, version: '0.26', chainId: 1n }, 2, new easSdk.EAS(contract))
}

/** Attestations of as many wallets, signed by the unmodified SDK; times end at `now`. */
export async function attestationSamples(
  count: number,
  options: { schema: string; data: string; now: Date },
): Promise<AttestationSample[]> {
  const offchain = samplesOffchain()
  const samples: AttestationSample[] = []
  for (let index = 0; index < count; index += 1) {
    const wallet = new Wallet(digest(`bench wallet ${index}`))
    const attestation = await offchain.signOffchainAttestation(
      {
        schema: options.schema,
        recipient: new Wallet(digest(`bench recipient ${index}`)).address,
        time: BigInt(Math.floor(options.now.getTime() / 1_000) - index),
        expirationTime: 0n,
        revocable: true,
        refUID: `0x${'0'.repeat(64)}`,
        data: options.data,
        salt: digest(`bench salt ${index}`),
      },
      wallet,
    )
    samples.push({ attestation, attester: wallet.address })
  }
  return samples
}

function digest(text: string): string {
  return `0x${createHash('sha256').update(text).digest('hex')}`
}
