import { describe, expect, it } from 'vitest'
import { siteToVisit } from './site-to-visit.ts'
import { dialogOf, openSignIn } from './steps.ts'

const demo = siteToVisit()

describe('the list of wallets', () => {
  it('shows each wallet with its own picture, and none with a picture from elsewhere', async () => {
    const script =
      "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>parent.pwned = true</script></svg>"
    await using visitor = await demo.visit({
      wallets: [
        { name: 'Honest' },
        { name: 'Tracker', icon: 'https://tracker.example/pixel.png' },
        { name: 'Scripted', icon: script },
        { name: 'Markup <img src=x onerror=alert(1)>' },
      ],
    })
    const { page } = visitor
    await openSignIn(visitor)
    const names = await dialogOf(page)
      .getByRole('list', { name: 'Wallets in this browser' })
      .getByRole('button')
      .allInnerTexts()
    expect(names.map((name) => name.replace(/^.\n+/, ''))).toEqual([
      'Honest',
      'Tracker',
      'Scripted',
      'Markup <img src=x onerror=alert(1)>',
    ])
    const pictures = await dialogOf(page)
      .locator('img')
      .evaluateAll((images) => images.map((image) => image.getAttribute('src')))
    expect(pictures.every((source) => source?.startsWith('data:image/'))).toBe(true)
    expect(pictures).not.toContain('https://tracker.example/pixel.png')
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
  })

  it('warns when two wallets go by the same name, and says which is which', async () => {
    await using visitor = await demo.visit({
      wallets: [
        { name: 'Fox', rdns: 'io.fox' },
        { name: 'fox', rdns: 'example.impostor' },
      ],
    })
    await openSignIn(visitor)
    await dialogOf(visitor.page).getByText('calls itself io.fox').waitFor()
    await dialogOf(visitor.page).getByText('calls itself example.impostor').waitFor()
  })

  it('takes in a wallet that appears while the list is open', async () => {
    await using visitor = await demo.visit({ wallets: [] })
    await openSignIn(visitor)
    await dialogOf(visitor.page).getByText('No wallet found in this browser').waitFor()
    await visitor.page.evaluate(
      "dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info: { uuid: 'late', name: 'Late', rdns: 'late', icon: '' }, provider: { request() {} } } }))",
    )
    await dialogOf(visitor.page).getByRole('button', { name: 'Late' }).waitFor()
  })
})
