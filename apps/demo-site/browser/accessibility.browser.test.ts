import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from './audit.ts'
import { launchChromium } from './launch-chromium.ts'
import {
  closeDialog,
  dialogOf,
  openSignIn,
  problem,
  readMessage,
  saveStatement,
  sign,
  signedIn,
  signIn,
  vectorReady,
  writeAttestation,
} from './steps.ts'
import { startTestSite, type TestSite } from './test-site.ts'
import { visit } from './visitor.ts'

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

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true }
const looks = [
  ['on a phone in light colours', { ...phone, colorScheme: 'light' }],
  ['on a phone in dark colours', { ...phone, colorScheme: 'dark' }],
  ['on a desk in light colours', { colorScheme: 'light' }],
  ['on a desk in dark colours', { colorScheme: 'dark' }],
] as const

describe.each(looks)('the page %s', (_, context) => {
  it('can be read, named, hit and needs no sideways scrolling at every step', async () => {
    await using visitor = await visit(browser, site.url, { context })
    const { page, wallet } = visitor
    await page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
    expect(await audit(page)).toEqual([])

    await openSignIn(visitor)
    expect(await audit(page)).toEqual([])

    wallet.declines.add('personal_sign')
    await dialogOf(page).getByRole('button', { name: 'Test Wallet' }).click()
    await dialogOf(page).getByText('The exact text').click()
    expect(await audit(page)).toEqual([])
    expect(await widthsWithin(page)).toBe(true)

    await sign(visitor)
    await problem(visitor, 'You did not sign')
    expect(await audit(page)).toEqual([])

    await dialogOf(page).getByRole('button', { name: 'Try again' }).click()
    await sign(visitor)
    await signedIn(visitor)
    await page.getByText('Save a few sentences about yourself').waitFor()
    expect(await audit(page)).toEqual([])

    await saveStatement(visitor, 'I keep bees in the city, restore old maps and write Rust for small sensors.')
    await vectorReady(visitor)
    await page.getByText('Similarity is the cosine').waitFor()
    await page.getByRole('button', { name: /^Show \d more$/ }).click()
    await page
      .getByRole('button', { name: 'Show the whole address' })
      .or(page.locator('[aria-expanded=false]'))
      .last()
      .click()
    expect(await audit(page)).toEqual([])

    await writeAttestation(visitor, {
      about: 'self',
      schema: 'string skill, uint8 level, bool proven, bytes32 evidence',
      values: { level: '256' },
    })
    await dialogOf(page).getByRole('button', { name: 'Review' }).click()
    await dialogOf(page).getByText('A number from 0 to 255').waitFor()
    expect(await audit(page)).toEqual([])
    expect(await widthsWithin(page)).toBe(true)
    await dialogOf(page).getByLabel('level').fill('9')
    await dialogOf(page).getByRole('button', { name: 'Review' }).click()
    await dialogOf(page).getByText('Exactly what is signed').click()
    expect(await audit(page)).toEqual([])
    expect(await widthsWithin(page)).toBe(true)
    await sign(visitor)
    await dialogOf(page).getByRole('heading', { name: 'Signed and kept' }).waitFor()
    await closeDialog(visitor)
    await page.getByRole('button', { name: 'Verify' }).first().click()
    await dialogOf(page).getByRole('heading', { name: 'This attestation is valid' }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await audit(page)).toEqual([])

    await wallet.useAnotherAccount()
    await page.getByText('Your wallet is on another account').waitFor()
    expect(await audit(page)).toEqual([])
  })
})

/** Whether nothing in the dialog is wider than the dialog. */
function widthsWithin(page: Page): Promise<unknown> {
  return page.evaluate("(d => d.scrollWidth <= d.clientWidth)(document.querySelector('dialog'))")
}

describe('with the keyboard alone', () => {
  it('someone can sign in, write, search and sign out', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 40; presses++) {
        const focused = await focusedName(page)
        if (name.test(focused)) return
        await page.keyboard.press('Tab')
      }
      expect.fail(`Tab never reached ${name}`)
    }
    await page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await focusedName(page)).toBe('Skip to the content')
    await tabTo(/^Sign in with a wallet/)
    await page.keyboard.press('Enter')
    await dialogOf(page).getByRole('heading', { name: 'Choose a wallet' }).waitFor()
    await tabTo(/^Test Wallet/)
    await page.keyboard.press('Enter')
    await dialogOf(page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
    await tabTo(/^Sign with Test Wallet/)
    await page.keyboard.press('Enter')
    await signedIn(visitor)
    await expect.poll(() => focusedName(page)).toBe('You are signed in')
    await page.getByRole('textbox', { name: 'What you do, know and look for' }).waitFor()
    await tabTo(/^statement/)
    await page.keyboard.type('I sail by the stars.')
    await page.keyboard.press('Control+Enter')
    await vectorReady(visitor)
    await tabTo(/^similar-text/)
    await page.keyboard.type('sail')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Near “sail”' }).waitFor()
    await page.keyboard.press('Control+Home')
    await page.getByRole('heading', { name: 'You are signed in' }).focus()
    await tabTo(/^Sign out/)
    await page.keyboard.press('Enter')
    await page.getByText('You are signed out').waitFor()
  })

  it('stays inside of the dialog, and Escape leads back to where it was opened', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    await openSignIn(visitor)
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let presses = 0; presses < 8; presses++) {
        await page.keyboard.press(key)
        expect(await page.evaluate("document.activeElement.closest('dialog') !== null")).toBe(true)
      }
    }
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })
    expect(await focusedName(page)).toMatch(/^Sign in with a wallet/)
  })

  it('shows where the focus is on every control', async () => {
    await using visitor = await visit(browser, site.url)
    const { page } = visitor
    await signIn(visitor)
    await page.getByRole('searchbox').waitFor()
    // Its first answers bring controls of their own.
    await page.waitForLoadState('networkidle')
    const ringless: string[] = []
    let stops = 0
    for (; stops < 40; stops++) {
      await page.keyboard.press('Tab')
      if (await page.evaluate('document.activeElement === document.body')) break
      if (!(await page.evaluate(hasRing))) ringless.push(await focusedName(page))
    }
    expect(ringless).toEqual([])
    expect(stops).toBeGreaterThan(7)
  })
})

// On the control itself or on the box that it fills.
const hasRing = `[document.activeElement, document.activeElement.parentElement].some((element) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  return outlineStyle === 'solid' && outlineWidth === '2px'
})`

describe('for someone who asked for less motion', () => {
  it('nothing moves', async () => {
    await using visitor = await visit(browser, site.url)
    await readMessage(visitor)
    expect(await visitor.page.evaluate('document.getAnimations().length')).toBe(0)
  })
})

describe('for everyone else', () => {
  it('the aura breathes', async () => {
    await using visitor = await visit(browser, site.url, { context: { reducedMotion: 'no-preference' } })
    await visitor.page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
    expect(await visitor.page.evaluate('document.getAnimations().length')).toBeGreaterThan(10)
  })
})

async function focusedName(page: Page): Promise<string> {
  const name = await page.evaluate(
    "(e => e.id && e.matches('input, textarea') ? e.id : e.getAttribute('aria-label') ?? e.textContent)(document.activeElement)",
  )
  return String(name).trim()
}
