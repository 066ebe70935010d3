import { describe, expect, it } from 'vitest'
import { siteToVisit } from './site-to-visit.ts'
import {
  chooseWallet,
  dialogOf,
  openSignIn,
  readMessage,
  saveStatement,
  sign,
  signedIn,
  signIn,
  vectorReady,
} from './steps.ts'
import type { Visitor } from './visitor.ts'

const demo = siteToVisit()

describe('signing in', () => {
  it('goes from a wallet to similar identities and back out', async () => {
    await using visitor = await demo.visit()
    const { page, wallet } = visitor
    await signIn(visitor)
    await expect.poll(() => page.getByText(wallet.account.address, { exact: true }).isVisible()).toBe(true)
    await page.getByText('Save a few sentences about yourself').waitFor()

    await saveStatement(visitor, 'I keep bees in the city, restore old maps and write Rust for small sensors.')
    await vectorReady(visitor)
    await page.getByText('hash', { exact: false }).first().waitFor()
    const rows = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Look around/ }) })
    await rows.first().waitFor()
    const similarities = (await rows.allInnerTexts()).map((text) => Number(/-?\d\.\d\d/.exec(text)?.[0]))
    expect(similarities).toHaveLength(5)
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a))

    await page.getByRole('searchbox', { name: 'Search identities by words' }).fill('bees')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Near “bees”' }).waitFor()
    await page.getByRole('button', { name: 'Back to you' }).click()
    await page.getByRole('heading', { name: 'Near you' }).waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    const cookies = await page.context().cookies()
    expect(cookies.filter(({ name }) => name.endsWith('aura_session'))).toEqual([])
  })

  it('shows the text that the wallet will sign, to the letter, before the wallet is asked', async () => {
    await using visitor = await demo.visit()
    const { page, wallet } = visitor
    await readMessage(visitor)
    await dialogOf(page).getByText('The exact text').click()
    const shown = await dialogOf(page).locator('pre').textContent()
    expect(wallet.requests.map(({ method }) => method)).not.toContain('personal_sign')
    await sign(visitor)
    await signedIn(visitor)
    const asked = wallet.requests.find(({ method }) => method === 'personal_sign')
    const [hex] = (asked?.params ?? []) as string[]
    expect(Buffer.from(hex?.slice(2) ?? '', 'hex').toString('utf8')).toBe(shown)
    expect(shown).toContain(new URL(demo.site.url).host)
  })

  it('is still signed in after a reload, with the statement as it was saved', async () => {
    await using visitor = await demo.visit()
    await signIn(visitor)
    await saveStatement(visitor, 'I sail and repair radios.')
    await vectorReady(visitor)
    await visitor.page.reload()
    await signedIn(visitor)
    const box = visitor.page.getByRole('textbox', { name: 'What you do, know and look for' })
    await expect.poll(() => box.inputValue()).toBe('I sail and repair radios.')
  })

  it('asks the wallet to switch when the service does not accept its chain', async () => {
    await using visitor = await demo.visit({ wallets: [{ chainId: 56 }] })
    const { page, wallet } = visitor
    await openSignIn(visitor)
    await chooseWallet(visitor)
    await dialogOf(page).getByText('is on BNB Smart Chain').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Switch to Ethereum' }).click()
    await dialogOf(page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
    expect(wallet.requests).toContainEqual({ method: 'wallet_switchEthereumChain', params: [{ chainId: '0x1' }] })
    await sign(visitor)
    await signedIn(visitor)
  })

  it('writes a new message when the wallet changes its account before signing', async () => {
    await using visitor = await demo.visit()
    await readMessage(visitor)
    await visitor.wallet.useAnotherAccount()
    await dialogOf(visitor.page).getByText('Your wallet changed its account or network').waitFor()
    await sign(visitor)
    await signedIn(visitor)
    await visitor.page.getByText(visitor.wallet.account.address, { exact: true }).waitFor()
  })

  it('says so when the wallet moves to another account while signed in, and stays signed in as the first', async () => {
    await using visitor = await demo.visit()
    const { page, wallet } = visitor
    await signIn(visitor)
    const first = wallet.account.address
    await wallet.useAnotherAccount()
    await page.getByText('Your wallet is on another account').waitFor()
    await page.getByText(first, { exact: true }).waitFor()
    await page.reload()
    await page.getByText('Your wallet is on another account').waitFor()
    await page.getByRole('button', { name: /^Sign out and use/ }).click()
    await page.getByText('You are signed out').waitFor()
  })
})

describe('being found', () => {
  const look = async ({ page }: Visitor, words: string) => {
    await page.getByRole('searchbox', { name: 'Search identities by words' }).fill(words)
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/similarity'))
    await page.keyboard.press('Enter')
    await (await answer).finished()
    await page.getByRole('heading', { name: `Near “${words}”` }).waitFor()
  }
  /** How many rows say that they have the word in common. */
  const found = ({ page }: Visitor, word: string) =>
    page.getByRole('list', { name: 'Words in common' }).getByText(word, { exact: true }).count()
  const beFound = async ({ person, by }: { person: Visitor; by: Visitor }, word: string) => {
    await signIn(person)
    await saveStatement(person, `I am a ${word}.`)
    await vectorReady(person)
    await signIn(by)
    await look(by, word)
    await expect.poll(() => found(by, word)).toBe(1)
  }

  it('ends for everybody the moment somebody says so, without their text, and comes back when they say so', async () => {
    await using person = await demo.visit()
    await using other = await demo.visit()
    await beFound({ person, by: other }, 'glassblower')

    const toggle = person.page.getByRole('switch', { name: 'Others can find you' })
    await toggle.click()
    await person.page.getByText('No search finds you, as of now').waitFor()
    expect(await toggle.getAttribute('aria-checked')).toBe('false')
    await person.page.getByText('there is no vector of yours to compare with').waitFor()
    await look(other, 'glassblower')
    await expect.poll(() => found(other, 'glassblower')).toBe(0)

    await person.page.reload()
    const box = person.page.getByRole('textbox', { name: 'What you do, know and look for' })
    await expect.poll(() => box.inputValue()).toBe('I am a glassblower.')
    await toggle.click()
    await vectorReady(person)
    await look(other, 'glassblower')
    await expect.poll(() => found(other, 'glassblower')).toBe(1)
  })

  it('ends with the profile, which is deleted once its plan was read and the word typed', async () => {
    await using person = await demo.visit()
    const { page } = person
    await using other = await demo.visit()
    await beFound({ person, by: other }, 'falconer')

    await page.getByRole('button', { name: 'Delete your profile' }).click()
    await dialogOf(page).getByText('Your statement, 16 characters').waitFor()
    const remove = dialogOf(page).getByRole('button', { name: 'Delete my profile' })
    await remove.click()
    await dialogOf(page).getByText('Type the word delete').waitFor()
    await dialogOf(page)
      .getByLabel(/^Type delete/)
      .fill('delete')
    await remove.click()
    await dialogOf(page).waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'))
      .toBe('Your profile is deleted, and no search finds you.')
    expect(await page.getByRole('textbox', { name: 'What you do, know and look for' }).inputValue()).toBe('')
    await look(other, 'falconer')
    await expect.poll(() => found(other, 'falconer')).toBe(0)
    await page.reload()
    await signedIn(person)
  })

  it('can be narrowed by filters, which say when they let nobody through', async () => {
    await using person = await demo.visit()
    const { page } = person
    await signIn(person)
    await look(person, 'bees')
    await page.getByText('Filters').click()
    await page.getByLabel('Attested by').fill('0x12')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('An address: 0x and 40').waitFor()
    await page.getByLabel('Attested by').fill(person.wallet.account.address)
    await page.getByLabel('Similarity at least').selectOption('0.2')
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/similarity'))
    await page.getByRole('button', { name: 'Apply' }).click()
    expect((await asked).postDataJSON()).toMatchObject({
      text: 'bees',
      filter: { attestedBy: person.wallet.account.address },
      minSimilarity: 0.2,
    })
    await page.getByText('Nobody here fits these filters').waitFor()
    await page.getByText('2 in use').waitFor()
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.getByText('Similarity is the cosine').waitFor()
  })
})

describe('a throw-away wallet', () => {
  it('lets someone with no wallet sign in, says what it is, and survives a reload of its tab', async () => {
    await using visitor = await demo.visit({ wallets: [] })
    const { page } = visitor
    await openSignIn(visitor)
    await dialogOf(page).getByText('No wallet found in this browser').waitFor()
    await dialogOf(page).getByText('Never send anything of value to it').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Make a throw-away wallet' }).click()
    await dialogOf(page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
    await sign(visitor)
    await signedIn(visitor)
    await page.getByText('Its key is in this tab only').waitFor()
    await page.reload()
    await page.getByText('Its key is in this tab only').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await openSignIn(visitor)
    await dialogOf(page).getByRole('button', { name: "Use this tab's throw-away wallet" }).waitFor()
    const before = await page.evaluate('JSON.stringify(sessionStorage)')
    await dialogOf(page).getByRole('button', { name: 'Forget it and make a new one' }).click()
    await dialogOf(page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toBe(before)
    await sign(visitor)
    await signedIn(visitor)
  })

  it('never leaves its key where another tab could find it', async () => {
    await using visitor = await demo.visit({ wallets: [] })
    await openSignIn(visitor)
    await dialogOf(visitor.page).getByRole('button', { name: 'Make a throw-away wallet' }).click()
    await dialogOf(visitor.page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
    const tab = await visitor.page.context().newPage()
    await tab.goto(demo.site.url)
    const stored = await tab.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
    expect(stored).not.toMatch(/0x[0-9a-f]{64}/)
  })
})
