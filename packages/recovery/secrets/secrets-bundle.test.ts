import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { type ObjectStore, openFilesystemStore, readObject } from '@aura-sign/object-store'
import { Encrypter } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  describeBundle,
  fingerprintContent,
  listSecretsBundles,
  newestSecretsBundle,
  noteSecretsInUse,
  openBundle,
  parseRecipients,
  readIdentityFile,
  readSealedBundle,
  readSecretsBundleState,
  recipientFingerprint,
  type SecretsBundle,
  sealBundle,
  storeBundle,
  writeIdentityFile,
} from '../index.ts'

const key = 'ab'.repeat(32)
const at = new Date('2026-11-23T10:15:00.000Z')
const bundle: SecretsBundle = {
  format: 1,
  exportedAt: at.toISOString(),
  host: 'one',
  fingerprintKey: key,
  environment: { APP_URL: 'https://aura.example', OPENAI_API_KEY: 'hunter2' },
  files: [{ name: 'compose/redis_password', base64: Buffer.from('hunter2').toString('base64') }],
}

let directory: string
let store: ObjectStore
let identityFile: string
let recipient: string
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'aura bundle '))
  store = openFilesystemStore(join(directory, 'store'))
  identityFile = join(directory, 'identity.txt')
  recipient = await writeIdentityFile(identityFile, { now: at })
})
afterEach(() => rmSync(directory, { recursive: true }))

const failure = (code: string, detail: RegExp = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(detail) })

/** Exports to the store, as a stack does. */
async function put(changes: { at?: Date; bundle?: SecretsBundle; recipients?: string[] } = {}) {
  const { at: when = at, bundle: content = bundle, recipients = [recipient] } = changes
  const sealed = await sealBundle(content, { recipients })
  const fingerprint = fingerprintContent(content, { key })
  const names = recipients.map(recipientFingerprint)
  const manifest = describeBundle({ sealed, at: when, host: 'one', recipients: names, content: fingerprint })
  await storeBundle(store, { sealed, manifest })
  return manifest
}
const openWith = async (file: string) => {
  const { sealed, manifest } = await readSealedBundle(store, 'newest')
  const { bundle: name, recipients } = manifest
  return await openBundle(sealed, { name, identities: readIdentityFile(file), recipients })
}
const pathOf = (name: string) => join(directory, 'store', 'secrets', name)

describe('a secrets bundle', () => {
  it('comes back from the store as it was, by the identity of any of its recipients', async () => {
    const second = join(directory, 'second.txt')
    const recipients = [recipient, await writeIdentityFile(second, { now: at })]
    const manifest = await put({ recipients })
    expect(manifest.bundle).toBe('secrets/2026-11-23_10-15-00.age')
    expect(await openWith(identityFile)).toEqual(bundle)
    expect(await openWith(second)).toEqual(bundle)
  })

  it('shows in the store neither what is in it nor anything that a guess could be compared with', async () => {
    const manifest = await put()
    const inStore = ['2026-11-23_10-15-00.age', '2026-11-23_10-15-00.manifest.json'].map((name) =>
      readFileSync(pathOf(name), 'latin1'),
    )
    expect(inStore.join()).not.toMatch(/hunter2|aura\.example/)
    expect(inStore[1]).toContain('env:OPENAI_API_KEY')
    const { OPENAI_API_KEY } = bundle.environment
    const guessed = fingerprintContent(
      { environment: { OPENAI_API_KEY: `${OPENAI_API_KEY}` }, files: [] },
      { key: '00'.repeat(32) },
    )
    expect(manifest.parts['env:OPENAI_API_KEY']).not.toBe(guessed.parts['env:OPENAI_API_KEY'])
  })

  it('does not open by another identity, and the error names whose would', async () => {
    await put()
    const other = join(directory, 'other.txt')
    await writeIdentityFile(other, { now: at })
    await expect(openWith(other)).rejects.toMatchObject({
      code: 'secrets_identity_wrong',
      exitCode: 12,
      hint: expect.stringContaining(recipientFingerprint(recipient)),
    })
  })

  it.each<[string, (path: string) => void, RegExp]>([
    ['truncated', (path) => truncateSync(path, 100), /has 100 of \d+ bytes/],
    ['with a flipped bit', (path) => flip(path), /not those that its manifest names/],
  ])('that was %s in the store is named as damaged', async (_how, damage, detail) => {
    await put()
    damage(pathOf('2026-11-23_10-15-00.age'))
    await expect(openWith(identityFile)).rejects.toEqual(failure('secrets_bundle_damaged', detail))
  })

  it('that is truncated or changed anywhere does not open, without its manifest too', async () => {
    const identities = readIdentityFile(identityFile)
    const sealed = await sealBundle(bundle, { recipients: [recipient] })
    const open = (bytes: Uint8Array) => openBundle(bytes, { name: 'copy', identities, recipients: [] })
    expect(await open(sealed)).toEqual(bundle)
    for (const end of [0, 1, 60, 200, sealed.length - 40, sealed.length - 1]) {
      await expect(open(sealed.slice(0, end))).rejects.toEqual(failure('secrets_bundle_damaged'))
    }
    for (const place of [sealed.length - 1, sealed.length - 60]) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === place ? byte ^ 1 : byte))
      await expect(open(changed)).rejects.toEqual(failure('secrets_bundle_damaged'))
    }
  })

  it.each([
    ['of a newer format', { ...bundle, format: 2 }, 'secrets_bundle_format'],
    [
      'with a file that would go elsewhere',
      { ...bundle, files: [{ name: '../../etc/passwd', base64: '' }] },
      'secrets_bundle_damaged',
    ],
    ['with what is no variable', { ...bundle, environment: { 'PATH=x\nB': 'hunter2' } }, 'secrets_bundle_damaged'],
  ])('%s is refused, and nothing in it is repeated', async (_how, content, code) => {
    const encrypter = new Encrypter()
    encrypter.addRecipient(recipient)
    const sealed = await encrypter.encrypt(JSON.stringify(content))
    const identities = readIdentityFile(identityFile)
    const refused = await openBundle(sealed, { name: 'forged', identities, recipients: [] }).catch(
      (error: unknown) => error,
    )
    expect(refused).toEqual(failure(code))
    expect(inspect(refused, { depth: 9 })).not.toContain('hunter2')
  })

  it('without its manifest is none, and the one before it is the newest', async () => {
    await put()
    await put({ at: new Date(at.getTime() + 1_000) })
    rmSync(pathOf('2026-11-23_10-15-01.manifest.json'))
    expect((await newestSecretsBundle(store))?.exportedAt).toBe(at.toISOString())
    expect(await listSecretsBundles(store)).toHaveLength(1)
    rmSync(pathOf('2026-11-23_10-15-00.manifest.json'))
    await expect(readSealedBundle(store, 'newest')).rejects.toEqual(failure('secrets_bundle_missing'))
  })

  it('is never overwritten', async () => {
    await put()
    await expect(put()).rejects.toEqual(failure('secrets_not_exportable'))
  })

  it('is stale as soon as other secrets are in use, and until they are exported', async () => {
    expect(await readSecretsBundleState(store)).toEqual({ newestAt: null, stale: true })
    const { fingerprint } = await put()
    expect(await readSecretsBundleState(store)).toEqual({ newestAt: at, stale: false })
    await noteSecretsInUse(store, { at, host: 'one', fingerprint })
    expect(await readSecretsBundleState(store)).toEqual({ newestAt: at, stale: false })
    const changed = { ...bundle, environment: { ...bundle.environment, OPENAI_API_KEY: 'renewed' } }
    const later = new Date(at.getTime() + 60_000)
    await noteSecretsInUse(store, { at: later, host: 'one', fingerprint: fingerprintContent(changed, { key }).all })
    expect(await readSecretsBundleState(store)).toEqual({ newestAt: at, stale: true })
    await put({ at: later, bundle: changed })
    expect(await readSecretsBundleState(store)).toEqual({ newestAt: later, stale: false })
    expect((await readObject(store, 'secrets/in-use.json', { maxBytes: 1024 }))?.toString()).not.toMatch(
      /renewed|hunter2/,
    )
  })
})

describe('an identity file', () => {
  it('is for its owner alone, and is never overwritten', async () => {
    expect(statSync(identityFile).mode & 0o777).toBe(0o600)
    const before = readFileSync(identityFile, 'utf8')
    await expect(writeIdentityFile(identityFile, { now: at })).rejects.toEqual(failure('identity_file_exists'))
    expect(readFileSync(identityFile, 'utf8')).toBe(before)
  })

  it.each([
    ['nothing', ''],
    ['only comments', '# public key: age1xyz\n'],
    ['a recipient', 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq\n'],
    ['an identity with a typing error', 'AGE-SECRET-KEY-1HUNTER2HUNTER2\n'],
  ])('that holds %s is refused, and not repeated', (_what, text) => {
    writeFileSync(identityFile, text)
    const refusal = failure('identity_file_invalid')
    expect(() => readIdentityFile(identityFile)).toThrow(refusal)
    const caught = (() => {
      try {
        return readIdentityFile(identityFile)
      } catch (error) {
        return error
      }
    })()
    expect(inspect(caught, { depth: 9 })).not.toContain('HUNTER2')
  })

  it('that is not there is named', () => {
    expect(() => readIdentityFile(join(directory, 'nowhere'))).toThrow(failure('identity_file_unreadable', /nowhere/))
  })
})

describe('parseRecipients', () => {
  it('takes a list, each once', () => {
    expect(parseRecipients(` ${recipient},${recipient}\n`)).toEqual([recipient])
    expect(parseRecipients('')).toEqual([])
  })

  it.each(['age1nonsense', 'ssh-ed25519 AAAA'])('refuses %s', (text) => {
    expect(() => parseRecipients(`${recipient} ${text}`)).toThrow(failure('recipient_invalid'))
  })

  it('refuses an identity in place of a recipient, and does not repeat it', () => {
    const [identity = ''] = readIdentityFile(identityFile)
    expect(() => parseRecipients(identity)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(identity) }),
    )
  })
})

function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  chmodSync(path, 0o600)
  writeFileSync(path, bytes)
}
