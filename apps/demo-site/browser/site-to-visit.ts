import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchChromium } from './launch-chromium.ts'
import { startTestSite, type TestSite } from './test-site.ts'
import { type Visitor, type VisitorOptions, visit } from './visitor.ts'

export interface SiteToVisit {
  /** Of the tests of this file, while they run. */
  readonly site: TestSite
  /** `url`: where they go, the site itself by default. */
  visit(options?: VisitorOptions & { url?: string }): Promise<Visitor>
}

/** A whole site and a browser for the tests of one file, open before the first of them and gone after the last. */
export function siteToVisit(): SiteToVisit {
  let site: TestSite | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    site = await startTestSite()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
  })
  const open = () => {
    if (!site || !browser) throw new Error('the site is open while tests run')
    return { site, browser }
  }
  return {
    get site() {
      return open().site
    },
    visit: ({ url, ...options } = {}) => visit(open().browser, url ?? open().site.url, options),
  }
}
