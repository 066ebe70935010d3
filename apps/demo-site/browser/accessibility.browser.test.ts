import { signAttestation, testAccount } from '@aura-sign/identity/sign-attestation'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { audit } from './audit.ts'
import { siteToVisit } from './site-to-visit.ts'
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

const demo = siteToVisit()

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true }
const looks = [
  ['on a phone in light colours', { ...phone, colorScheme: 'light' }],
  ['on a phone in dark colours', { ...phone, colorScheme: 'dark' }],
  ['on a desk in light colours', { colorScheme: 'light' }],
  ['on a desk in dark colours', { colorScheme: 'dark' }],
] as const

describe.each(looks)('the page %s', (_, context) => {
  it('can be read, named, hit and needs no sideways scrolling at every step', async () => {
    await using visitor = await demo.visit({ context })
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

    await page.getByText('Filters').click()
    await page.getByLabel('Attested by').fill('0x12')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('An address: 0x and 40').waitFor()
    expect(await audit(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete your profile' }).click()
    await dialogOf(page).getByRole('button', { name: 'Delete my profile' }).click()
    await dialogOf(page).getByText('Type the word delete').waitFor()
    expect(await audit(page)).toEqual([])
    expect(await widthsWithin(page)).toBe(true)
    await dialogOf(page).getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('switch').click()
    await page.getByText('No search finds you, as of now').waitFor()
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

    await page.getByRole('button', { name: 'Revoke' }).first().click()
    await dialogOf(page).getByText('It is final.').waitFor()
    expect(await audit(page)).toEqual([])
    expect(await widthsWithin(page)).toBe(true)
    await dialogOf(page).getByRole('button', { name: 'Go on to sign' }).click()
    await dialogOf(page).getByText('Exactly what is signed').click()
    expect(await audit(page)).toEqual([])
    expect(await widthsWithin(page)).toBe(true)
    await sign(visitor)
    await dialogOf(page).getByRole('heading', { name: 'Revoked', exact: true }).waitFor()
    expect(await audit(page)).toEqual([])
    await closeDialog(visitor)

    const box = page.getByRole('textbox', { name: 'Share link or JSON' })
    const verdict = page.getByRole('main').locator('[data-verdict]')
    await box.fill('neither')
    await page.getByRole('button', { name: 'Verify' }).last().click()
    await page.getByText('It is neither a share link').waitFor()
    expect(await audit(page)).toEqual([])
    await box.fill(JSON.stringify(await signAttestation(testAccount(1), { data: `0x${'12'.repeat(500)}` })))
    await page.getByRole('button', { name: 'Verify' }).last().click()
    await verdict.getByText('cannot be read without its schema').click()
    expect(await audit(page)).toEqual([])

    const answer = await page.request.get(`${demo.site.url}/api/attestations?attester=${wallet.account.address}`)
    const [{ attester, uid }] = (await answer.json()).attestations
    const kept = await page.request.get(`${demo.site.url}/api/attestations/${attester}/${uid}`)
    await page.goto((await kept.json()).shareLink)
    await page.getByRole('heading', { level: 2, name: 'This attestation is revoked' }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.getByRole('button', { name: 'To Aura-Sign' }).click()
    await signedIn(visitor)

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
    await using visitor = await demo.visit()
    const { page } = visitor
    const tabTo = (name: RegExp) => tabUntil(page, name)
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

  it('someone can attest with a file, share, verify and revoke', async () => {
    await using visitor = await demo.visit()
    const { page } = visitor
    const dialog = dialogOf(page)
    const press = async (name: RegExp) => {
      await tabUntil(page, name)
      await page.keyboard.press('Enter')
    }
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(visitor)
    await page.getByText('Nobody has attested anything about you yet').waitFor()
    await press(/^Attest$/)
    await dialog.getByRole('heading', { name: 'Attest' }).waitFor()
    await press(/^Myself$/)
    const newSchema = dialog.getByRole('button', { name: 'Register a new schema' })
    await newSchema.or(dialog.getByRole('group')).first().waitFor()
    if (await newSchema.isVisible()) await press(/^Register a new schema$/)
    await tabUntil(page, /^Its fields$/)
    await page.keyboard.type('string craft, bytes32 evidence')
    await page.keyboard.press('Enter')
    await dialog.getByLabel('craft').waitFor()
    await tabUntil(page, /^craft$/)
    await page.keyboard.type('Weaving')
    await tabUntil(page, /^Choose a file$/)
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')])
    await chooser.setFiles({ name: 'loom.txt', mimeType: 'text/plain', buffer: Buffer.from('a loom') })
    await dialog.getByText('kept as').waitFor()
    await press(/^Review$/)
    await dialog.getByRole('heading', { name: 'Read before you sign' }).waitFor()
    await press(/^Sign with Test Wallet/)
    await dialog.getByRole('heading', { name: 'Signed and kept' }).waitFor()
    expect(await focusedName(page)).toBe('Signed and kept')
    await press(/^Done$/)
    await expect.poll(() => focusedName(page)).toBe('Attest')

    await page.locator('[data-attestation]').waitFor()
    await press(/Copy link$/)
    await page.getByRole('status').filter({ hasText: 'Link copied' }).waitFor()
    await press(/^Verify$/)
    await dialog.getByRole('heading', { name: 'This attestation is valid' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => focusedName(page)).toBe('Verify')
    await press(/^Revoke$/)
    await dialog.getByText('It is final.').waitFor()
    await press(/^Go on to sign$/)
    await dialog.getByRole('heading', { name: 'Read before you sign' }).waitFor()
    await press(/^Sign with Test Wallet/)
    await dialog.getByRole('heading', { name: 'Revoked', exact: true }).waitFor()
    await press(/^Done$/)
    await page.getByText('Revoked just now').waitFor()
    // The button that led there is gone.
    await expect.poll(() => focusedName(page)).toBe('Attestations')
  })

  it('stays inside of the dialog, and Escape leads back to where it was opened', async () => {
    await using visitor = await demo.visit()
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
    await using visitor = await demo.visit()
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
    await using visitor = await demo.visit()
    await readMessage(visitor)
    expect(await visitor.page.evaluate('document.getAnimations().length')).toBe(0)
  })
})

describe('for everyone else', () => {
  it('the aura breathes', async () => {
    await using visitor = await demo.visit({ context: { reducedMotion: 'no-preference' } })
    await visitor.page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
    expect(await visitor.page.evaluate('document.getAnimations().length')).toBeGreaterThan(10)
  })
})

async function tabUntil(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (name.test(await focusedName(page))) return
    await page.keyboard.press('Tab')
  }
  expect.fail(`Tab never reached ${name}`)
}

async function focusedName(page: Page): Promise<string> {
  const name = await page.evaluate(
    "(e => /^[a-z-]+$/.test(e.id) && e.matches('input, textarea') ? e.id : e.labels?.[0]?.textContent ?? e.getAttribute('aria-label') ?? e.textContent)(document.activeElement)",
  )
  return String(name).trim()
}
