import { defineSchema, encodeSchemaData, verifyAttestation } from '@aura-sign/identity'
import {
  type AttestationSample,
  attestationSamples,
  easSdk,
  samplesOffchain,
  samplesSchema,
} from './harness/attestation-samples.ts'
import { type Contender, measureRounds } from './harness/measure-rounds.ts'
import { printReport, ratioTo } from './harness/print-report.ts'

// How many attestations a core verifies, ours against the EAS SDK in the same process. Run: node bench/verify-attestation.ts

const now = new Date('2026-11-23T12:00:30Z')
const defined = defineSchema(samplesSchema)
if (!defined.ok) throw new Error(defined.detail)
const { schema } = defined
const data = encodeSchemaData(schema.fields, [
  { name: 'name', value: 'Vitruvius of the sixth street' },
  { name: 'score', value: 87 },
  { name: 'verified', value: true },
  { name: 'evidence', value: `0x${'5a'.repeat(32)}` },
])
if (!data.ok) throw new Error(data.detail)
const samples = await attestationSamples(2_000, { schema: schema.uid, data: data.data, now })
const offchain = samplesOffchain()
const encoder = new easSdk.SchemaEncoder(samplesSchema.schema)

const verify = {
  title: 'shape, types, domain, uid, signature',
  measurements: await measureRounds([
    contender('ours', async ({ attestation, attester }) => {
      return (await verifyAttestation({ attestation, signer: attester, now })).ok
    }),
    contender('EAS SDK', ({ attestation, attester }) =>
      offchain.verifyOffchainAttestationSignature(attester, attestation),
    ),
  ]),
}
const verifyAndDecode = {
  title: 'and data by its schema',
  measurements: await measureRounds([
    contender('ours', async ({ attestation, attester }) => {
      return (await verifyAttestation({ attestation, signer: attester, now, findSchema: () => schema })).ok
    }),
    contender('EAS SDK', ({ attestation, attester }) => {
      const isValid = offchain.verifyOffchainAttestationSignature(attester, attestation)
      return isValid && encoder.decodeData(attestation.message.data).length === 4
    }),
  ]),
}

printReport({
  name: 'Attestation verification (EAS off-chain v2, signed by a key), one core',
  sections: [verify, verifyAndDecode],
  targets: [{ name: 'verify against the EAS SDK', ratioMin: 20, ratio: ratioTo(verify, 'EAS SDK') }],
})

/** Gives the samples in turn, and stops the benchmark if one is not accepted: refusing is faster than verifying. */
function contender(name: string, accepts: (sample: AttestationSample) => boolean | Promise<boolean>): Contender {
  let turn = 0
  const check = (accepted: boolean) => {
    if (!accepted) throw new Error(`${name} refused a valid attestation`)
  }
  return {
    name,
    run() {
      const sample = samples[turn++ % samples.length]
      const accepted = sample !== undefined && accepts(sample)
      return accepted instanceof Promise ? accepted.then(check) : check(accepted)
    },
  }
}
