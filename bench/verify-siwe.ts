import { hashPersonalMessage, parseSiwe, recoverSigner, verifySiwe } from '@aura-sign/identity'
import { createEthersConfig, SiweMessage as SiweMessage4 } from '@signinwithethereum/siwe'
import { verifyMessage } from 'ethers'
import { SiweMessage as SiweMessage3 } from 'siwe'
import { parseSiweMessage, validateSiweMessage } from 'viem/siwe'
import { recoverMessageAddress } from 'viem/utils'
import { type Contender, measureRounds } from './harness/measure-rounds.ts'
import { printReport, type ReportSection, ratioTo } from './harness/print-report.ts'
import { type SignInSample, samplesSite, signInSamples } from './harness/sign-in-samples.ts'

// How many sign-ins a core verifies, ours against the common libraries in the same process. Run: node bench/verify-siwe.ts

// More wallets than viem's cache of checksummed addresses holds (8,192), so that no side lives off it.
const samples = signInSamples(10_000)
const { domain, uri, chainId, now } = samplesSite
const siwe4Config = await createEthersConfig()

const sections = [
  await section('parse', [
    contender('ours', ({ message }) => parseSiwe(message).ok),
    contender('siwe 3', ({ message }) => new SiweMessage3(message).nonce !== ''),
    contender('@signinwithethereum/siwe 4', ({ message }) => new SiweMessage4(message).nonce !== ''),
    // Lenient: it looks for fields instead of following the grammar, and does not check the address.
    contender('viem', ({ message }) =>
      validateSiweMessage({ message: parseSiweMessage(message), time: new Date(now) }),
    ),
  ]),
  await section('signature', [
    contender('ours', ({ message, signature }) => recoverSigner(hashPersonalMessage(message), signature).ok),
    contender('ethers (used by siwe 3)', ({ message, signature }) => verifyMessage(message, signature) !== ''),
    contender('viem', async ({ message, signature }) => (await recoverMessageAddress({ message, signature })) !== '0x'),
  ]),
  await section('verify', [
    contender('ours', async ({ message, signature, nonce }) => {
      const options = { message, signature, domain, uri, nonce, now: new Date(now), chainIds: [chainId] }
      return (await verifySiwe(options)).ok
    }),
    contender('siwe 3', async ({ message, signature, nonce }) => {
      const { success } = await new SiweMessage3(message).verify({ signature, domain, nonce, time: now })
      return success
    }),
    contender('@signinwithethereum/siwe 4', async ({ message, signature, nonce }) => {
      const options = { signature, domain, uri, nonce, chainId, time: now }
      return (await new SiweMessage4(message).verify(options, { config: siwe4Config, strict: true })).success
    }),
    contender('viem', async ({ message, signature, nonce }) => {
      const fields = parseSiweMessage(message)
      const isValid = validateSiweMessage({ message: fields, domain, nonce, time: new Date(now) })
      return isValid && (await recoverMessageAddress({ message, signature })) === fields.address
    }),
  ]),
] as const

printReport({
  name: 'Sign-in verification (EIP-4361 message, EIP-191 signature), one core',
  sections,
  targets: [{ name: 'verify against siwe 3', ratioMin: 5, ratio: ratioTo(sections[2], 'siwe 3') }],
})

async function section(title: string, contenders: readonly Contender[]): Promise<ReportSection> {
  return { title, measurements: await measureRounds(contenders) }
}

/** Gives the samples in turn, and stops the benchmark if one is not accepted: refusing is faster than verifying. */
function contender(name: string, accepts: (sample: SignInSample) => boolean | Promise<boolean>): Contender {
  let turn = 0
  const check = (accepted: boolean) => {
    if (!accepted) throw new Error(`${name} refused a valid sign-in`)
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
