import { describe, expect, it } from 'vitest'
import { siteToVisit } from './site-to-visit.ts'
import {
  chooseWallet,
  dialogOf,
  openSignIn,
  problem,
  readMessage,
  saveStatement,
  sign,
  signedIn,
  signIn,
  vectorReady,
} from './steps.ts'

const demo = siteToVisit()

describe('a sign-in that is declined in the wallet', () => {
  it('says that nothing was signed, and works at the second attempt', async () => {
    await using visitor = await demo.visit()
    visitor.wallet.declines.add('personal_sign')
    await readMessage(visitor)
    await sign(visitor)
    await problem(visitor, 'You did not sign')
    await dialogOf(visitor.page).getByRole('button', { name: 'Try again' }).click()
    await sign(visitor)
    await signedIn(visitor)
  })

  it('goes back to the wallets when the connection is declined', async () => {
    await using visitor = await demo.visit()
    visitor.wallet.declines.add('eth_requestAccounts')
    await openSignIn(visitor)
    await chooseWallet(visitor)
    await problem(visitor, 'You did not connect the wallet')
    await dialogOf(visitor.page).getByRole('button', { name: 'Choose a wallet' }).click()
    await chooseWallet(visitor)
    await dialogOf(visitor.page).getByRole('heading', { name: 'Read before you sign' }).waitFor()
  })

  it('offers the switch again when the switch is declined', async () => {
    await using visitor = await demo.visit({ wallets: [{ chainId: 56 }] })
    visitor.wallet.declines.add('wallet_switchEthereumChain')
    await openSignIn(visitor)
    await chooseWallet(visitor)
    await dialogOf(visitor.page).getByRole('button', { name: 'Switch to Ethereum' }).click()
    await problem(visitor, 'You did not switch the network')
    await dialogOf(visitor.page).getByRole('button', { name: 'Try again' }).click()
    await dialogOf(visitor.page).getByRole('button', { name: 'Switch to Ethereum' }).waitFor()
  })
})

describe('a sign-in that the service must not accept', () => {
  it('is refused when the wallet signed another text, and a new message works', async () => {
    await using visitor = await demo.visit()
    visitor.wallet.signsInstead = 'I agree to everything.'
    await readMessage(visitor)
    await sign(visitor)
    await problem(visitor, 'The service did not accept this sign-in')
    visitor.wallet.signsInstead = null
    await dialogOf(visitor.page).getByRole('button', { name: 'Get a new message' }).click()
    await sign(visitor)
    await signedIn(visitor)
  })

  it('is refused when the message is changed on its way', async () => {
    await using visitor = await demo.visit()
    await visitor.page.route('**/api/auth/verify', async (route) => {
      const sent = route.request().postDataJSON()
      await route.continue({ postData: { ...sent, message: sent.message.replace('Chain ID: 1\n', 'Chain ID: 10\n') } })
    })
    await readMessage(visitor)
    await sign(visitor)
    await problem(visitor, 'The service did not accept this sign-in')
    expect(await visitor.page.context().cookies()).toEqual([])
  })

  it('is not even tried once the message has expired, and a new message works', async () => {
    await using visitor = await demo.visit()
    await visitor.page.clock.install()
    await readMessage(visitor)
    await visitor.page.clock.fastForward('05:01')
    await problem(visitor, 'This message has expired')
    expect(visitor.wallet.requests.map(({ method }) => method)).not.toContain('personal_sign')
    await dialogOf(visitor.page).getByRole('button', { name: 'Get a new message' }).click()
    await sign(visitor)
    await signedIn(visitor)
  })

  it('is not offered on a page at another address than the service is configured for', async () => {
    const elsewhere = demo.site.url.replace('localhost', '127.0.0.1')
    await using visitor = await demo.visit({ url: elsewhere })
    await openSignIn(visitor)
    await chooseWallet(visitor)
    await problem(visitor, /^This page is served at another address than the service is configured for/)
    await dialogOf(visitor.page).getByText(elsewhere.replace(/\/$/, '')).waitFor()
    expect(visitor.wallet.requests.map(({ method }) => method)).not.toContain('personal_sign')
  })
})

describe('a service that goes away', () => {
  it('is named during a sign-in, and the sign-in works when it is back', async () => {
    await using visitor = await demo.visit()
    await readMessage(visitor)
    await demo.site.goDown()
    await sign(visitor)
    await problem(visitor, 'The service does not answer')
    await demo.site.comeBack()
    await dialogOf(visitor.page).getByRole('button', { name: 'Try again' }).click()
    await sign(visitor)
    await signedIn(visitor)
  })

  it('keeps what was typed, and the page comes back by itself', async () => {
    await using visitor = await demo.visit()
    const { page } = visitor
    await signIn(visitor)
    await demo.site.goDown()
    await saveStatement(visitor, 'I weave, and I climb.')
    await page.getByRole('alert').filter({ hasText: 'The service does not answer' }).waitFor()
    await demo.site.comeBack()
    await page.getByRole('button', { name: 'Save' }).click()
    await vectorReady(visitor)
  })

  it('shows visitors of an open page when it is gone and when it is back', async () => {
    await using visitor = await demo.visit()
    const { page } = visitor
    await page.getByText('The service is working').or(page.getByText('All parts of the service are working')).waitFor()
    await page.route('**/api/**', (route) => route.abort('connectionrefused'))
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'The service does not answer' }).waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
  })
})

describe('a session that the service ended', () => {
  it('brings the visitor back to the sign-in and says why', async () => {
    await using visitor = await demo.visit()
    await signIn(visitor)
    await visitor.page.getByText('Save a few sentences about yourself').waitFor()
    await demo.site.sql`delete from sessions`
    await saveStatement(visitor, 'I bake.')
    await visitor.page.getByText('Your session has ended').waitFor()
    await visitor.page.getByRole('button', { name: 'Sign in with a wallet' }).waitFor()
  })
})
