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

export async function chooseWallet(visitor: Visitor, name = visitor.wallet.info.name): Promise<void> {
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

export interface Writing {
  /** `self`, or an address. */
  readonly about: string
  /** The fields of a schema to register; without it the only one that is known is chosen. */
  readonly schema?: string
  readonly values: Readonly<Record<string, string>>
}

/** Opens the form and fills it in; what is left open is left as it is. */
export async function writeAttestation({ page }: Visitor, { about, schema, values }: Writing): Promise<void> {
  await page.getByRole('button', { name: 'Attest', exact: true }).click()
  const dialog = dialogOf(page)
  if (about === 'self') await dialog.getByRole('button', { name: 'Myself' }).click()
  else await dialog.getByRole('textbox', { name: 'About' }).fill(about)
  if (schema !== undefined) {
    const isFirst = await dialog
      .getByRole('group', { name: 'Register the first schema' })
      .or(dialog.getByRole('combobox', { name: 'Schema' }))
      .first()
      .evaluate((element) => element.tagName === 'FIELDSET')
    if (!isFirst) await dialog.getByRole('button', { name: 'Register a new schema' }).click()
    await dialog.getByRole('textbox', { name: 'Its fields' }).fill(schema)
    await dialog.getByRole('button', { name: 'Register', exact: true }).click()
  }
  for (const [name, text] of Object.entries(values)) await dialog.getByLabel(name, { exact: true }).fill(text)
}

/** Registers a schema, writes, reads and signs; ends where the service has it. */
export async function attest(visitor: Visitor, writing: Writing): Promise<void> {
  await writeAttestation(visitor, writing)
  const dialog = dialogOf(visitor.page)
  await dialog.getByRole('button', { name: 'Review' }).click()
  await dialog.getByRole('heading', { name: 'Read before you sign' }).waitFor()
  await sign(visitor)
  await dialog.getByRole('heading', { name: 'Signed and kept' }).waitFor()
}

export async function closeDialog({ page }: Visitor): Promise<void> {
  await dialogOf(page).getByRole('button', { name: 'Done' }).click()
  await dialogOf(page).waitFor({ state: 'detached' })
}
