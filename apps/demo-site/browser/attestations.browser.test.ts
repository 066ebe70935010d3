import { rm, writeFile } from 'node:fs/promises'
import { encodeShareLink, readAttestation } from '@aura-sign/identity'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import { beforeEach, describe, expect, it } from 'vitest'
import { siteToVisit } from './site-to-visit.ts'
import { attest, closeDialog, dialogOf, sign, signIn, writeAttestation } from './steps.ts'
import type { Visitor } from './visitor.ts'

const demo = siteToVisit()

beforeEach(() => demo.site.sql`truncate attestations, attestation_schemas, evidence cascade`)

const note = { schema: 'string note', values: { note: 'Sold me honey twice.' } }

/** What the clipboard got, whatever this browser allows. */
async function shareLinkOf({ page }: Visitor): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy link' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Link copied' }).waitFor()
  return String(await page.evaluate('navigator.clipboard.readText()'))
}

describe('an attestation', () => {
  it('is seen by whom it is about, opened by anyone with its link, and revoked for all of them', async () => {
    await using recipient = await demo.visit()
    await signIn(recipient)
    await recipient.page.getByText('Nobody has attested anything about you yet').waitFor()

    await using attester = await demo.visit()
    const { page } = attester
    await signIn(attester)
    await attest(attester, { about: recipient.wallet.account.address, ...note })
    await closeDialog(attester)
    const made = page.locator('[data-attestation]')
    await made.getByText('Sold me honey twice.').waitFor()
    await made.getByText('Copied to the backup store').waitFor()

    await recipient.page.reload()
    const received = recipient.page.locator('[data-attestation]')
    await received.getByText('Sold me honey twice.').waitFor()
    expect(await received.locator('[data-state]').getAttribute('data-state')).toBe('valid')
    expect(await received.getByRole('button', { name: 'Revoke' }).count()).toBe(0)

    const link = await shareLinkOf(attester)
    await using stranger = await demo.visit({ url: link, wallets: [] })
    await stranger.page.getByRole('heading', { name: 'This attestation is valid' }).waitFor()
    await stranger.page.getByText('Sold me honey twice.').waitFor()
    expect(await stranger.page.locator('[data-check]').count()).toBe(13)

    await made.getByRole('button', { name: 'Revoke' }).click()
    await dialogOf(page).getByText('It is final.').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Go on to sign' }).click()
    await sign(attester)
    await dialogOf(page).getByRole('heading', { name: 'Revoked', exact: true }).waitFor()
    await closeDialog(attester)
    await expect.poll(() => made.locator('[data-state]').getAttribute('data-state')).toBe('revoked')
    expect(await made.getByRole('button', { name: 'Revoke' }).count()).toBe(0)

    await stranger.page.reload()
    await stranger.page.getByRole('heading', { name: 'This attestation is revoked' }).waitFor()
    await stranger.page.getByRole('button', { name: 'To Aura-Sign' }).click()
    await stranger.page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
  })

  it('is shown before the wallet is asked, exactly as the wallet is asked to sign it', async () => {
    await using visitor = await demo.visit()
    const { page, wallet } = visitor
    await signIn(visitor)
    await writeAttestation(visitor, { about: 'self', ...note })
    await dialogOf(page).getByRole('button', { name: 'Review' }).click()
    await dialogOf(page).getByText('You attest about yourself').waitFor()
    await dialogOf(page).getByText('Sold me honey twice.').waitFor()
    const shown = JSON.parse((await dialogOf(page).locator('pre').textContent()) ?? '')
    expect(wallet.requests.map(({ method }) => method)).not.toContain('eth_signTypedData_v4')
    await sign(visitor)
    await dialogOf(page).getByRole('heading', { name: 'Signed and kept' }).waitFor()
    const asked = wallet.requests.find(({ method }) => method === 'eth_signTypedData_v4')
    const [address, typedData = ''] = (asked?.params ?? []) as [string, string]
    const { domain, primaryType, message } = JSON.parse(typedData)
    expect(address).toBe(wallet.account.address)
    expect({ domain: { ...domain, chainId: String(domain.chainId) }, [primaryType]: message }).toEqual(shown)
  })

  it('of a schema that is not revocable says so and offers no way to revoke it', async () => {
    await using visitor = await demo.visit()
    const { page } = visitor
    await signIn(visitor)
    await page.getByRole('button', { name: 'Attest', exact: true }).click()
    await dialogOf(page).getByRole('button', { name: 'string note', exact: true }).click()
    await dialogOf(page).getByLabel('What is signed with it can be revoked').uncheck()
    await dialogOf(page).getByRole('button', { name: 'Register', exact: true }).click()
    await dialogOf(page).getByRole('button', { name: 'Myself' }).click()
    expect(await dialogOf(page).getByLabel('I can revoke it later').isDisabled()).toBe(true)
    await dialogOf(page).getByRole('button', { name: 'Review' }).click()
    await dialogOf(page).getByText('Cannot be taken back').waitFor()
    await sign(visitor)
    await closeDialog(visitor)
    await page.getByText('Cannot be revoked: it was made that way').waitFor()
    expect(await page.getByRole('button', { name: 'Revoke' }).count()).toBe(0)
  })

  it('can be pasted by anyone, and one that was changed does not pass', async () => {
    await using visitor = await demo.visit()
    const { page } = visitor
    await signIn(visitor)
    await attest(visitor, { about: 'self', ...note })
    const answer = await page.request.get(`${demo.site.url}/api/attestations`)
    const [{ object, attester, uid }] = (await answer.json()).attestations
    const { shareLink } = await (await page.request.get(`${demo.site.url}/api/attestations/${attester}/${uid}`)).json()
    await using stranger = await demo.visit({ wallets: [] })
    const box = stranger.page.getByRole('textbox', { name: 'Share link or JSON' })
    const verify = stranger.page.getByRole('button', { name: 'Verify' })
    await verify.click()
    await stranger.page.getByText('Paste a share link').waitFor()
    await box.fill(JSON.stringify(object))
    await verify.click()
    await stranger.page.getByRole('heading', { name: 'whose it should be is not said' }).waitFor()
    await box.fill(JSON.stringify({ sig: object, signer: attester }))
    await verify.click()
    await stranger.page.getByRole('heading', { name: 'This attestation is valid' }).waitFor()
    await box.fill(JSON.stringify({ ...object, message: { ...object.message, revocable: false } }))
    await verify.click()
    await stranger.page.getByRole('heading', { name: 'This attestation is not valid' }).waitFor()
    expect(await stranger.page.locator('[data-check=uid]').textContent()).toContain('does not follow from the message')
    const unkept = await signAttestation(testAccount(7), {
      ...{ schema: object.message.schema, data: object.message.data, time: BigInt(object.message.time) },
    })
    await box.fill(JSON.stringify(unkept))
    await verify.click()
    await stranger.page.getByRole('heading', { name: 'whose it should be is not said' }).waitFor()
    expect(await stranger.page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('open')
    const whose = stranger.page.getByRole('textbox', { name: 'Whose it should be' })
    const check = stranger.page.getByRole('button', { name: 'Check whose it is' })
    await check.click()
    await stranger.page.getByText('An address: 0x and 40').waitFor()
    await whose.fill(testAccount(7).address)
    await check.click()
    await stranger.page.getByRole('heading', { name: 'This attestation is valid' }).waitFor()
    await box.fill(JSON.stringify(unkept))
    await verify.click()
    await whose.fill(testAccount(8).address)
    await check.click()
    await stranger.page.getByRole('heading', { name: 'This attestation is not valid' }).waitFor()
    await box.fill(shareLink.slice(0, -20))
    await verify.click()
    await stranger.page.getByText('This is not an attestation that can be read').waitFor()
    await stranger.page.getByText('Copy the whole link').waitFor()
  })
})

describe('one that is not kept here', () => {
  it('shows whom it is about, when and by what it was signed, as far as it says so itself', async () => {
    const attester = testAccount(7)
    const recipient = testAccount(8).address
    const time = BigInt(Date.parse('2026-03-01T12:00:00Z') / 1_000)
    const object = await signAttestation(attester, { recipient, time, data: '0x1234', revocable: false })
    const read = readAttestation(object)
    const link = read.ok && encodeShareLink({ attestation: read.attestation, attester: attester.address })
    if (link === false || !link.ok) return expect.fail('there is no link')
    await using visitor = await demo.visit({ url: `${demo.site.url}/${link.fragment}`, wallets: [] })
    const { page } = visitor
    await page.getByRole('heading', { name: 'This attestation is not valid' }).waitFor()
    const about = page.locator('[data-verdict]')
    await about.getByText(`${recipient.slice(0, 6)}…${recipient.slice(-4)}`).waitFor()
    const claims = await about.locator('[data-claims]').textContent()
    expect(claims).toMatch(/on March 1, 2026ExpiresNeverCan be revokedNo/)
    expect(claims).toContain(object.message.schema)
    await about.getByText('cannot be read without its schema').click()
    await about.getByText('0x1234', { exact: true }).waitFor()
  })
})

describe('a list of attestations', () => {
  it('shows the newest ones, and older ones when asked', async () => {
    await using visitor = await demo.visit()
    const { page, wallet } = visitor
    await signIn(visitor)
    const post = async (path: string, data: unknown) => {
      const answer = await page.request.post(`${demo.site.url}${path}`, { data, headers: { origin: demo.site.url } })
      expect(answer.ok()).toBe(true)
      return await answer.json()
    }
    const { uid: schema } = await post('/api/schemas', { schema: 'uint8 level' })
    const now = BigInt(Math.floor(Date.now() / 1_000))
    for (let level = 1; level <= 8; level++) {
      const data = `0x${level.toString(16).padStart(64, '0')}` as const
      await post('/api/attestations', await signAttestation(wallet.account, { schema, data, time: now }))
    }
    await page.getByRole('button', { name: 'By you' }).click()
    const levels = page.locator('[data-attestation] dd')
    await expect.poll(() => levels.allTextContents()).toEqual(['8', '7', '6', '5', '4', '3'])
    await page.getByRole('button', { name: 'Show older ones' }).click()
    await expect.poll(() => levels.allTextContents()).toEqual(['8', '7', '6', '5', '4', '3', '2', '1'])
    expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0)
  })

  it('says of one that has no copy yet that it waits for it', async () => {
    await using visitor = await demo.visit()
    const { page } = visitor
    await signIn(visitor)
    await rm(demo.site.journalFolder, { recursive: true, force: true })
    await writeFile(demo.site.journalFolder, 'a file where a folder should be')
    try {
      await attest(visitor, { about: 'self', ...note })
      await dialogOf(page).getByText('Its copy in the backup store follows by itself').waitFor()
      await closeDialog(visitor)
      await page.locator('[data-attestation]').getByText('Waiting for its copy in the backup store').waitFor()
    } finally {
      await rm(demo.site.journalFolder)
    }
  })
})
