import { rm, writeFile } from 'node:fs/promises'
import { encodeShareLink, readAttestation } from '@aura-sign/identity'
import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from './launch-chromium.ts'
import { attest, closeDialog, dialogOf, problem, sign, signIn, writeAttestation } from './steps.ts'
import { startTestSite, type TestSite } from './test-site.ts'
import { type Visitor, visit } from './visitor.ts'

let site: TestSite
let browser: Browser

beforeAll(async () => {
  site = await startTestSite()
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

beforeEach(() => site.sql`truncate attestations, attestation_schemas, evidence cascade`)

const note = { schema: 'string note', values: { note: 'Sold me honey twice.' } }

const isFocusInView =
  '(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.activeElement.getBoundingClientRect())'

/** What the clipboard got, whatever this browser allows. */
async function shareLinkOf({ page }: Visitor): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy link' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Link copied' }).waitFor()
  return String(await page.evaluate('navigator.clipboard.readText()'))
}

describe('an attestation', () => {
  it('is seen by whom it is about, opened by anyone with its link, and revoked for all of them', async () => {
    await using recipient = await visit(browser, site.url)
    await signIn(recipient)
    await recipient.page.getByText('Nobody has attested anything about you yet').waitFor()

    await using attester = await visit(browser, site.url)
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
    await using stranger = await visit(browser, link, { wallets: [] })
    await stranger.page.getByRole('heading', { name: 'This attestation is valid' }).waitFor()
    await stranger.page.getByText('Sold me honey twice.').waitFor()
    expect(await stranger.page.locator('[data-check]').count()).toBe(12)

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
    await using visitor = await visit(browser, site.url)
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
    await using visitor = await visit(browser, site.url)
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
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    await signIn(visitor)
    await attest(visitor, { about: 'self', ...note })
    const answer = await page.request.get(`${site.url}/api/attestations`)
    const [{ object }] = (await answer.json()).attestations
    await using stranger = await visit(browser, site.url, { wallets: [] })
    const box = stranger.page.getByRole('textbox', { name: 'Share link or JSON' })
    const verify = stranger.page.getByRole('button', { name: 'Verify' })
    await verify.click()
    await stranger.page.getByText('Paste a share link').waitFor()
    await box.fill(JSON.stringify(object))
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
    await box.fill(`${site.url}/#attestation=nonsense`)
    await verify.click()
    await stranger.page.getByText('This is not an attestation that can be read').waitFor()
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
    await using visitor = await visit(browser, `${site.url}/${link.fragment}`, { wallets: [] })
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
    await using visitor = await visit(browser, site.url)
    const { page, wallet } = visitor
    await signIn(visitor)
    const post = async (path: string, data: unknown) => {
      const answer = await page.request.post(`${site.url}${path}`, { data, headers: { origin: site.url } })
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
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    await signIn(visitor)
    await rm(site.journalFolder, { recursive: true, force: true })
    await writeFile(site.journalFolder, 'a file where a folder should be')
    try {
      await attest(visitor, { about: 'self', ...note })
      await dialogOf(page).getByText('Its copy in the backup store follows by itself').waitFor()
      await closeDialog(visitor)
      await page.locator('[data-attestation]').getByText('Waiting for its copy in the backup store').waitFor()
    } finally {
      await rm(site.journalFolder)
    }
  })
})

describe('writing an attestation', () => {
  it('says beside each field what is wrong with it, and keeps what was typed', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    await signIn(visitor)
    await page.getByRole('button', { name: 'Attest', exact: true }).click()
    await dialogOf(page).getByRole('textbox', { name: 'Its fields' }).fill('strin note')
    await dialogOf(page).getByRole('button', { name: 'Register', exact: true }).click()
    await dialogOf(page).getByText('There is no type strin').waitFor()
    await dialogOf(page).getByRole('textbox', { name: 'Its fields' }).fill('uint8 level, address[] peers')
    await dialogOf(page).getByRole('button', { name: 'Register', exact: true }).click()
    await dialogOf(page).getByLabel('level').fill('256')
    await dialogOf(page).getByLabel('peers').fill('0x12')
    await dialogOf(page).getByRole('button', { name: 'Review' }).click()
    await dialogOf(page).getByText('A number from 0 to 255').waitFor()
    await dialogOf(page).getByText('Line 1: An address').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.labels?.[0]?.textContent')).toBe('About')
    expect(await dialogOf(page).getByLabel('level').inputValue()).toBe('256')
  })

  it('shows of each schema its types, and the chosen one by a UID that can be copied', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    const dialog = dialogOf(page)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(visitor)
    for (const schema of ['string note', 'bytes32 note']) {
      const data = { schema, revocable: true }
      await page.request.post(`${site.url}/api/schemas`, { data, headers: { origin: site.url } })
    }
    await page.getByRole('button', { name: 'Attest', exact: true }).click()
    const choice = dialog.getByRole('combobox', { name: 'Schema' })
    await choice.selectOption({ label: 'bytes32 note' })
    const uid = await choice.inputValue()
    await dialog.getByText(`${uid.slice(0, 6)}…${uid.slice(-4)}`).waitFor()
    await dialog.getByRole('button', { name: 'Copy the UID of the schema' }).click()
    await dialog.getByRole('status').filter({ hasText: 'UID of the schema copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(uid)
  })

  it('goes on after each refusal of the wallet, and after the service was away', async () => {
    await using visitor = await visit(browser, site.url)
    const { page, wallet } = visitor
    const dialog = dialogOf(page)
    await signIn(visitor)
    await wallet.useAnotherChain(56)
    await writeAttestation(visitor, { about: 'self', ...note })
    await dialog.getByRole('button', { name: 'Review' }).click()
    await dialog.getByText('is on BNB Smart Chain').waitFor()
    await dialog.getByRole('button', { name: 'Switch to Ethereum' }).click()
    await dialog.getByRole('heading', { name: 'Read before you sign' }).waitFor()
    wallet.declines.add('eth_signTypedData_v4')
    await sign(visitor)
    await problem(visitor, 'You did not sign')
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByRole('heading', { name: 'Read before you sign' }).waitFor()
    await site.goDown()
    await sign(visitor)
    await problem(visitor, 'The service does not answer')
    await site.comeBack()
    await dialog.getByRole('button', { name: 'Back to the text' }).click()
    expect(await dialog.getByLabel('note').inputValue()).toBe('Sold me honey twice.')
    await wallet.useAnotherAccount()
    await dialog.getByRole('button', { name: 'Review' }).click()
    await dialog.getByRole('heading', { name: 'Your wallet is on another account' }).waitFor()
  })

  it('outlives the session, with its file and beside an unsaved statement, and ends with a sign-out', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    const dialog = dialogOf(page)
    const statement = page.getByRole('textbox', { name: 'What you do, know and look for' })
    await signIn(visitor)
    await statement.fill('I keep bees, and')
    await writeAttestation(visitor, {
      about: 'self',
      schema: 'string skill, bytes32 evidence',
      values: { skill: 'bees' },
    })
    const file = { name: 'guild.txt', mimeType: 'text/plain', buffer: Buffer.from('A master of bees.') }
    await dialog.locator('input[type=file]').setInputFiles(file)
    await dialog.getByText('kept as').waitFor()
    await dialog.getByRole('button', { name: 'Review' }).click()
    await site.sql`delete from sessions`
    await sign(visitor)
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toContain('Your session has ended')
    expect(await page.evaluate(isFocusInView)).toBe(true)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Sign in with a wallet')

    await signIn(visitor)
    await expect.poll(() => statement.inputValue()).toBe('I keep bees, and')
    await page.reload()
    await expect.poll(() => statement.inputValue()).toBe('I keep bees, and')
    await page.getByRole('button', { name: 'Go on with your draft' }).click()
    expect(await dialog.getByLabel('skill').inputValue()).toBe('bees')
    await dialog.getByText('guild.txt').waitFor()
    await dialog.getByRole('button', { name: 'Review' }).click()
    await sign(visitor)
    await closeDialog(visitor)
    await page.getByRole('link', { name: /^Evidence/ }).waitFor()
    await page.getByRole('button', { name: 'Attest', exact: true }).click()
    await dialog.getByRole('textbox', { name: 'About' }).fill('0x12')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Go on with your draft' }).waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(visitor)
    await page.getByRole('button', { name: 'Attest', exact: true }).waitFor()
    expect(await statement.inputValue()).toBe('')
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('bees')
  })

  it('says how long to wait where too many were sent, and then sends what is signed already', async () => {
    await using visitor = await visit(browser, site.url)
    const { page, wallet } = visitor
    const dialog = dialogOf(page)
    await signIn(visitor)
    await writeAttestation(visitor, { about: 'self', ...note })
    await dialog.getByRole('button', { name: 'Review' }).click()
    await site.goDown()
    await site.comeBack({ ATTESTATION_RATE_LIMIT_PER_MINUTE: '1' })
    await page.request.post(`${site.url}/api/attestations`, { data: {}, headers: { origin: site.url } })
    await sign(visitor)
    await problem(visitor, 'Too many attempts')
    await dialog.getByText(/^Try again in \d+ seconds?\. You have signed already/).waitFor()
    await site.goDown()
    await site.comeBack()
    await dialog.getByRole('button', { name: 'Send it again' }).click()
    await dialog.getByRole('heading', { name: 'Signed and kept' }).waitFor()
    expect(wallet.requests.filter(({ method }) => method === 'eth_signTypedData_v4')).toHaveLength(1)
  })
})

describe('evidence', () => {
  const file = { name: 'guild.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3_000_000, 7) }

  it('is sent with progress, cut off, sent again, cancelled, and can be downloaded in the end', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    const dialog = dialogOf(page)
    await signIn(visitor)
    await writeAttestation(visitor, {
      about: 'self',
      schema: 'string skill, bytes32 evidence',
      values: { skill: 'bees' },
    })
    // Slow enough to be seen under way.
    const network = await page.context().newCDPSession(page)
    const slowly = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300_000 }
    await network.send('Network.emulateNetworkConditions', slowly)
    const input = dialog.locator('input[type=file]')
    await input.setInputFiles(file)
    await expect.poll(() => dialog.getByRole('progressbar').getAttribute('value').then(Number)).toBeGreaterThan(0)
    await dialog.getByRole('button', { name: 'Review' }).click()
    await dialog.getByText('The file is not sent yet').waitFor()
    await dialog.getByRole('button', { name: 'Cancel the upload' }).click()
    await dialog.getByRole('button', { name: 'Choose a file' }).waitFor()

    await network.send('Network.emulateNetworkConditions', { ...slowly, uploadThroughput: -1 })
    // Browsers try once more by themselves where a connection that was used before is reset.
    site.proxy.cutAfter(1_000_000, { direction: 'request', cut: 'reset', times: 10 })
    await input.setInputFiles(file)
    await dialog.getByText('The service does not answer').waitFor()
    expect(await site.sql`select from evidence`).toHaveLength(0)
    site.proxy.heal()
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByText('kept as').waitFor()

    await dialog.getByRole('button', { name: 'Review' }).click()
    await sign(visitor)
    await closeDialog(visitor)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Evidence/ }).click(),
    ])
    const stream = await download.createReadStream()
    expect(Buffer.concat(await stream.toArray()).equals(file.buffer)).toBe(true)
  })

  it('of a type that the service does not take is refused in its words', async () => {
    await using visitor = await visit(browser, site.url)
    await signIn(visitor)
    await writeAttestation(visitor, { about: 'self', schema: 'bytes32 evidence', values: {} })
    const page = { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script>') }
    await dialogOf(visitor.page).locator('input[type=file]').setInputFiles(page)
    await dialogOf(visitor.page).getByRole('button', { name: 'Try again' }).waitFor()
    expect(await dialogOf(visitor.page).locator('[data-upload=failed]').textContent()).toContain('text/html')
  })
})
