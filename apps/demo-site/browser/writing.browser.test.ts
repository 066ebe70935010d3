import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceSizeBytesMax } from '@aura-sign/client'
import { beforeEach, describe, expect, it } from 'vitest'
import { siteToVisit } from './site-to-visit.ts'
import { closeDialog, dialogOf, problem, sign, signIn, writeAttestation } from './steps.ts'

const demo = siteToVisit()

beforeEach(() => demo.site.sql`truncate attestations, attestation_schemas, evidence cascade`)

const note = { schema: 'string note', values: { note: 'Sold me honey twice.' } }

const isFocusInView =
  '(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.activeElement.getBoundingClientRect())'

describe('writing an attestation', () => {
  it('says beside each field what is wrong with it, and keeps what was typed', async () => {
    await using visitor = await demo.visit()
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
    await using visitor = await demo.visit()
    const { page } = visitor
    const dialog = dialogOf(page)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(visitor)
    for (const schema of ['string note', 'bytes32 note']) {
      const data = { schema, revocable: true }
      await page.request.post(`${demo.site.url}/api/schemas`, { data, headers: { origin: demo.site.url } })
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
    await using visitor = await demo.visit()
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
    await demo.site.goDown()
    await sign(visitor)
    await problem(visitor, 'The service does not answer')
    await demo.site.comeBack()
    await dialog.getByRole('button', { name: 'Back to the text' }).click()
    expect(await dialog.getByLabel('note').inputValue()).toBe('Sold me honey twice.')
    await wallet.useAnotherAccount()
    await dialog.getByRole('button', { name: 'Review' }).click()
    await dialog.getByRole('heading', { name: 'Your wallet is on another account' }).waitFor()
  })

  it('outlives the session, with its file and beside an unsaved statement, and ends with a sign-out', async () => {
    await using visitor = await demo.visit()
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
    await demo.site.sql`delete from sessions`
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
    await using visitor = await demo.visit()
    const { page, wallet } = visitor
    const dialog = dialogOf(page)
    await signIn(visitor)
    await writeAttestation(visitor, { about: 'self', ...note })
    await dialog.getByRole('button', { name: 'Review' }).click()
    await demo.site.goDown()
    await demo.site.comeBack({ ATTESTATION_RATE_LIMIT_PER_MINUTE: '1' })
    await page.request.post(`${demo.site.url}/api/attestations`, { data: {}, headers: { origin: demo.site.url } })
    await sign(visitor)
    await problem(visitor, 'Too many attempts')
    await dialog.getByText(/^Try again in \d+ seconds?\. You have signed already/).waitFor()
    await demo.site.goDown()
    await demo.site.comeBack()
    await dialog.getByRole('button', { name: 'Send it again' }).click()
    await dialog.getByRole('heading', { name: 'Signed and kept' }).waitFor()
    expect(wallet.requests.filter(({ method }) => method === 'eth_signTypedData_v4')).toHaveLength(1)
  })
})

describe('evidence', () => {
  const file = { name: 'guild.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3_000_000, 7) }

  it('is sent with progress, cut off, sent again, cancelled, and can be downloaded in the end', async () => {
    await using visitor = await demo.visit()
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
    demo.site.proxy.cutAfter(1_000_000, { direction: 'request', cut: 'reset', times: 10 })
    await input.setInputFiles(file)
    await dialog.getByText('The service does not answer').waitFor()
    expect(await demo.site.sql`select from evidence`).toHaveLength(0)
    demo.site.proxy.heal()
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

  it('that the service does not take, for its type or its size, is refused in its words, and another is asked for', async () => {
    await using visitor = await demo.visit()
    const dialog = dialogOf(visitor.page)
    await signIn(visitor)
    await writeAttestation(visitor, { about: 'self', schema: 'bytes32 evidence', values: {} })
    const input = dialog.locator('input[type=file]')
    await input.setInputFiles({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script>') })
    const another = dialog.getByRole('button', { name: 'Choose another file' })
    await another.waitFor()
    expect(await dialog.locator('[data-upload=failed]').textContent()).toContain('text/html')
    expect(await dialog.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    const folder = await mkdtemp(join(tmpdir(), 'aura large file '))
    try {
      const large = join(folder, 'large.txt')
      await writeFile(large, '')
      await truncate(large, evidenceSizeBytesMax + 1)
      const [chooser] = await Promise.all([visitor.page.waitForEvent('filechooser'), another.click()])
      await chooser.setFiles(large)
      await dialog.getByText('The file is larger than the 100 MB that evidence may have').waitFor()
      await another.waitFor()
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
