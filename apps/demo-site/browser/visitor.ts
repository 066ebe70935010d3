import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { SigningWallet, type SigningWalletOptions } from './signing-wallet.ts'

export interface VisitorOptions {
  /** The wallets in this browser; one by default. */
  wallets?: readonly SigningWalletOptions[]
  context?: BrowserContextOptions
}

/**
 * Someone at the page, with a browser of their own. When they leave, the page must have done nothing that it never may: no
 * uncaught errors, no violations of its content security policy, no requests to anyone but the service.
 */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  readonly wallet: SigningWallet
}

export async function visit(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options.context,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const offences = watch(page, new URL(url).origin)
  const wallets = (options.wallets ?? [{}]).map((wallet) => new SigningWallet(wallet))
  for (const wallet of wallets) await wallet.install(page)
  await page.goto(url)
  return {
    page,
    wallet: wallets[0] ?? new SigningWallet(),
    [Symbol.asyncDispose]: async () => {
      await context.close()
      expect(offences).toEqual([])
    },
  }
}

function watch(page: Page, origin: string): string[] {
  const offences: string[] = []
  page.on('pageerror', (error) => offences.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    // Chromium writes a line for each refused or failed request; whether those are right is what the tests say.
    const expected = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !expected) offences.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const allowed = request.url().startsWith(`${origin}/`) || request.url().startsWith('data:')
    if (!allowed) offences.push(`request: ${request.url().slice(0, 200)}`)
  })
  return offences
}
