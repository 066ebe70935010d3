// Signs in with a new wallet, says something about somebody, and checks it: node example/attest.ts [url of the service]
import { createAuraClient } from '@aura-sign/client'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

const [url = 'http://localhost:3000'] = process.argv.slice(2)
const sepolia = 11_155_111

const client = createAuraClient({ url })
const signer = privateKeyToAccount(generatePrivateKey())
const { user } = await client.signIn(signer)
print(`signed in as ${user.account}`)

const schema = await client.registerSchema({ schema: 'string note, uint8 score' })
const attestation = await client.attest(
  signer,
  { schema, recipient: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', values: { note: 'kept its promise', score: 9 } },
  { chainId: sepolia },
)
print(`attested: ${attestation.uid}`)

const { attester, object } = attestation
const { ok, checks, values } = await client.verifyAttestation({ sig: object, signer: attester })
for (const { name, ok: passed, detail } of checks) print(`  ${passed ? 'ok' : '--'} ${name}: ${detail}`)
print(`verified: ${ok}, it says ${values?.map(({ name, value }) => `${name} = ${value}`).join(', ')}`)
print(`to share: ${attestation.shareLink}`)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
