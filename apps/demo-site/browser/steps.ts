import type { Page } from 'playwright-core'
import type { Visitor } from './visitor.ts'

/** What people do on the page, in its own words. */
export function dialogOf(page: Page) {
  return page.getByRole('dialog')
}

export async function openSignIn({ page }: Visitor): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with a wallet' }).click()
  await dialogOf(page).getByRole('heading', { name: 'Choose a wallet' }).waitFor()
}

export async function chooseWallet(visitor: Visitor, name = 'Test Wallet'): Promise<void> {
  await dialogOf(visitor.page).getByRole('button', { name }).click()
}

export async function readMessage(visitor: Visitor): Promise<void> {
  await openSignIn(visitor)
  await chooseWallet(visitor)
  await dialogOf(visitor.page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
}

export async function sign({ page }: Visitor): Promise<void> {
  await dialogOf(page).getByRole('button', { name: /^Sign/ }).click()
}

export async function signIn(visitor: Visitor): Promise<void> {
  await readMessage(visitor)
  await sign(visitor)
  await signedIn(visitor)
}

export async function signedIn({ page }: Visitor): Promise<void> {
  await page.getByRole('heading', { name: 'You are signed in' }).waitFor()
}

export async function saveStatement({ page }: Visitor, statement: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What you do, know and look for' }).fill(statement)
  await page.getByRole('button', { name: 'Save' }).click()
}

export async function vectorReady({ page }: Visitor): Promise<void> {
  await page.getByText('Your vector is ready.').waitFor()
}

/** Waits for a problem of the sign-in by its title. */
export async function problem({ page }: Visitor, title: string | RegExp): Promise<void> {
  await dialogOf(page).getByRole('heading', { name: title }).waitFor()
}
