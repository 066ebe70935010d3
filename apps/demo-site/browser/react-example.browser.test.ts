import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@aura-sign/core'
import { build, preview } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './launch-chromium.ts'
import { startTestSite } from './test-site.ts'
import { visit } from './visitor.ts'

const example = fileURLToPath(new URL('../../../packages/react/example', import.meta.url))
const configFile = join(example, 'vite.config.ts')

// The example as somebody runs it: built, on an address of its own, with the service behind it.
const resources = new AsyncDisposableStack()
let url: string
beforeAll(async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'aura react example '))
  resources.defer(() => rm(outDir, { recursive: true, force: true }))
  await build({ root: example, configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  const port = await freePort()
  url = `http://localhost:${port}`
  const site = resources.use(await startTestSite({ appUrl: url }))
  const served = await preview({
    root: example,
    configFile,
    build: { outDir },
    preview: { port, strictPort: true, proxy: { '/api': site.url } },
  })
  resources.defer(() => served.close())
})
afterAll(() => resources.disposeAsync())

it("the hooks' example signs in, attests, lists what was attested, and signs out", async () => {
  const browser = resources.adopt(await launchChromium(), (launched) => launched.close())
  await using visitor = await visit(browser, url)
  const { page, wallet } = visitor
  await page.getByRole('button', { name: 'Sign in with a wallet' }).click()
  await page.getByRole('button', { name: 'Sign this message' }).click()
  await page.getByText(wallet.account.address, { exact: true }).waitFor()

  await page.getByRole('textbox', { name: 'About' }).fill('0x12')
  await page.getByRole('textbox', { name: 'Note' }).fill('keeps bees')
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('alert').filter({ hasText: 'recipient: it is not an address' }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('textbox', { name: 'About' }).fill(wallet.account.address)
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('heading', { name: 'Read before you sign' }).waitFor()
  await page.getByRole('button', { name: 'Sign', exact: true }).click()
  await page.getByText('Signed and kept').waitFor()
  await page.getByText('note: keeps bees (valid)').waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
  expect(wallet.requests.filter(({ method }) => method === 'eth_signTypedData_v4')).toHaveLength(1)
})
