// Takes the pictures of docs/images, or one of them, from a running service:
// `node apps/demo-site/browser/take-pictures.ts http://localhost:3000 [page-wallets]`, best a new one with `./aura seed --identities 300`.
// On Linux with the fonts Inter (as system-ui), P052 and JetBrains Mono, which stand for what most people have. `pngquant` then makes
// them a third as large.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { signAttestation, signRevocation, testAccount } from '@aura-sign/identity/sign-attestation'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { encodeAbiParameters, parseAbiParameters } from 'viem'
import { launchChromium } from './launch-chromium.ts'
import { SigningWallet } from './signing-wallet.ts'
import { dialogOf, openSignIn, readMessage, saveStatement, signIn, vectorReady, writeAttestation } from './steps.ts'
import type { Visitor } from './visitor.ts'

const [, , url = 'http://localhost:3000', only] = process.argv
const folder = fileURLToPath(new URL('../../../docs/images/', import.meta.url))
const light = { colorScheme: 'light', deviceScaleFactor: 1.5 } as const
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 1.5 } as const
const statement =
  'I am an urban planner in Lisbon. I care about walkable neighbourhoods and registers for reused building material, and I use survey design every day. Away from the screen: urban sketching and trail running.'
const other =
  'I am a nurse from Lagos. I care about rural clinics and open health records, and I use interviewing every day. Away from the screen: pottery.'

const hues: Readonly<Record<string, number>> = { Lantern: 38, Harbour: 208, Fieldnote: 130 }
/** The number of the next account, so that each picture shows the same one every time. */
let people = 7_100
const browser = await launchChromium()
try {
  await takePictures()
} finally {
  await browser.close()
}

async function takePictures(): Promise<void> {
  await picture('page-visitor', { ...light, viewport: { width: 1280, height: 1080 } }, async ({ page }) => {
    await page.getByText('are working').or(page.getByText('is working')).waitFor()
  })
  await picture('page-wallets', { ...light, viewport: { width: 1000, height: 760 } }, openSignIn, [
    'Lantern',
    'Harbour',
    'Fieldnote',
  ])
  await picture('page-review', { ...light, viewport: { width: 1000, height: 760 } }, readMessage)
  for (const [name, colorScheme] of [
    ['page-signed-in', 'light'],
    ['page-signed-in-dark', 'dark'],
  ] as const) {
    const context = { ...light, colorScheme, viewport: { width: 1280, height: 1180 } }
    await picture(name, context, async (person) => {
      await signIn(person)
      await saveStatement(person, colorScheme === 'light' ? statement : other)
      await vectorReady(person)
      await person.page.getByText('Similarity is the cosine').waitFor()
    })
  }
  await picture('page-attest', { ...light, viewport: { width: 1000, height: 980 } }, async (person) => {
    await signIn(person)
    await writeAttestation(person, {
      about: testAccount(41).address,
      schema: 'string skill, uint8 years, bytes32 evidence',
      values: { skill: 'Restores maps of the 18th century by hand', years: '12' },
    })
    const file = {
      name: 'certificate-of-the-guild.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.alloc(1_400_000, 7),
    }
    await dialogOf(person.page).locator('input[type=file]').setInputFiles(file)
    await dialogOf(person.page).getByText('kept as').waitFor()
  })
  await picture('page-attestations', { ...light, viewport: { width: 1280, height: 790 } }, async (person) => {
    await signIn(person)
    await receiveAttestations(person)
    await person.page.reload()
    await person.page.locator('[data-attestation]').nth(3).waitFor()
    await person.page.getByRole('listitem').filter({ hasText: 'honey' }).first().waitFor()
    await person.page.evaluate("document.getElementById('attestations-title').closest('section').scrollIntoView()")
  })
  await picture('page-shared', { ...light, viewport: { width: 1000, height: 1290 } }, async (person) => {
    await signIn(person)
    await person.page.goto(await shareLinkOf(person))
    await person.page.getByRole('heading', { name: 'This attestation is valid' }).waitFor()
  })
  if (only === undefined || only === 'page-phone') await phonePicture()
}

async function visitAs(context: BrowserContextOptions, names: readonly string[], number: number) {
  const opened = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...context })
  const page = await opened.newPage()
  const wallets = names.map((name) => new SigningWallet({ name, icon: iconOf(name) }))
  for (const wallet of wallets) await wallet.install(page)
  const [wallet = new SigningWallet()] = wallets
  wallet.account = testAccount(number)
  await page.goto(url)
  return { page, wallet, [Symbol.asyncDispose]: () => opened.close() }
}

async function shoot(page: Page): Promise<Buffer> {
  await page.evaluate('document.fonts.ready')
  // Focus is where a step put it: a ring around it is right on the page and distracts in a picture.
  await page.evaluate('document.activeElement?.blur?.()')
  return await page.screenshot()
}

async function picture(
  name: string,
  context: BrowserContextOptions,
  walk: (person: Visitor) => Promise<void>,
  wallets: readonly string[] = ['Lantern'],
): Promise<void> {
  const number = people++
  if (only !== undefined && only !== name) return
  await using person = await visitAs(context, wallets, number)
  await walk(person)
  await writeFile(`${folder}${name}.png`, await shoot(person.page))
}

/** Four phones in one picture. */
async function phonePicture(): Promise<void> {
  const shots: Buffer[] = []
  {
    await using visitor = await visitAs({ ...phone, colorScheme: 'light' }, ['Lantern'], people++)
    await visitor.page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
    shots.push(await shoot(visitor.page))
    await readMessage(visitor)
    shots.push(await shoot(visitor.page))
  }
  {
    await using person = await visitAs({ ...phone, colorScheme: 'dark' }, ['Lantern'], people++)
    const { page } = person
    await signIn(person)
    await saveStatement(
      person,
      'I mend nets and boats in Cascais. I care about small harbours and clean water, and I write down what the old skippers know.',
    )
    await vectorReady(person)
    await page.getByText('Similarity is the cosine').waitFor()
    shots.push(await shoot(page))
    await receiveAttestations(person)
    await page.reload()
    await page.locator('[data-attestation]').nth(3).waitFor()
    await page.getByText('Similarity is the cosine').waitFor()
    await page.evaluate("document.getElementById('attestations-title').closest('section').scrollIntoView()")
    shots.push(await shoot(page))
  }
  const sheet = await browser.newContext({ viewport: { width: 1640, height: 844 }, deviceScaleFactor: 1.1 })
  const page = await sheet.newPage()
  const images = shots.map((shot) => `<img width="390" src="data:image/png;base64,${shot.toString('base64')}">`)
  await page.setContent(`<body style="margin:0;display:flex;gap:26.6px;background:#dedbd2">${images.join('')}</body>`)
  await writeFile(`${folder}page-phone.png`, await page.screenshot())
  await sheet.close()
}

/** Somebody else's words about this person: one with a file, plain ones, one that is taken back. */
async function receiveAttestations({ page, wallet }: Visitor): Promise<void> {
  const headers = { origin: new URL(url).origin }
  const post = async (path: string, data: unknown) => {
    const answer = await page.request.post(`${url}${path}`, { data, headers })
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
    return await answer.json()
  }
  const schemas = {
    note: (await post('/api/schemas', { schema: 'string note' })).uid,
    skill: (await post('/api/schemas', { schema: 'string skill, uint8 years, bytes32 evidence' })).uid,
    met: (await post('/api/schemas', { schema: 'bool met, string where' })).uid,
  }
  const upload = await page.request.post(`${url}/api/evidence`, {
    data: Buffer.from(await readFile(`${folder}page-visitor.png`)),
    headers: { ...headers, 'content-type': 'image/png' },
  })
  const { sha256 } = await upload.json()
  const said = [
    [testAccount(93), 'note', 'string note', ['Kept the minutes of every meeting for two years, and shared them.']],
    [testAccount(92), 'met', 'bool met, string where', [true, 'Walk21 conference, Lisbon']],
    [testAccount(94), 'skill', 'string skill, uint8 years, bytes32 evidence', ['Survey design', 12, `0x${sha256}`]],
    [testAccount(95), 'note', 'string note', ['Sold me honey twice; it was as good as promised.']],
  ] as const
  const now = BigInt(Math.floor(Date.now() / 1_000))
  for (const [account, schema, types, values] of said) {
    const data = encodeAbiParameters(parseAbiParameters(types) as never, values as never)
    const signed = { schema: schemas[schema], recipient: wallet.account.address, data, time: now, revocable: true }
    const object = await signAttestation(account, {
      ...signed,
      // In 30 days, for variety.
      expirationTime: schema === 'skill' ? now + 2_592_000n : 0n,
    })
    await post('/api/attestations', object)
    if (schema === 'met') {
      await post(`/api/attestations/${account.address}/${object.uid}/revoke`, await signRevocation(account, object))
    }
  }
}

async function shareLinkOf(person: Visitor): Promise<string> {
  await receiveAttestations(person)
  const list = await person.page.request.get(`${url}/api/attestations?recipient=${person.wallet.account.address}`)
  const { attester, uid } = (await list.json()).attestations[1]
  const kept = await person.page.request.get(`${url}/api/attestations/${attester}/${uid}`)
  return (await kept.json()).shareLink
}

/** A plain disc. */
function iconOf(name: string): string {
  const hue = hues[name] ?? 0
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="10" fill="hsl(${hue} 45% 90%)"/><circle cx="20" cy="20" r="9" fill="hsl(${hue} 55% 45%)"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
