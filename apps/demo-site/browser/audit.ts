import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const script = readFileSync(new URL('in-page-audit.js', import.meta.url), 'utf8')

/** Faults in what the page shows now, as sentences: names, structure, contrast, sizes of targets, sideways scrolling. */
export async function audit(page: Page): Promise<string[]> {
  const faults = (await page.evaluate(`(() => { ${script}\nreturn globalThis.auditPage() })()`)) as string[]
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  return overflow === 0 ? faults : [...faults, `the page scrolls sideways by ${overflow} px`]
}
