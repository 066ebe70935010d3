import { readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Sources from './index.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
// Inside of the package: what it imports is found from there. Not `dist`, which somebody may be publishing.
const built = here('dist/tested')

const compiler = here('../../node_modules/typescript/bin/tsc')

beforeAll(async () => {
  const build = await x(process.execPath, [compiler, '-p', here('tsconfig.build.json'), '--outDir', built])
  expect(build.stdout + build.stderr).toBe('')
})

afterAll(() => rm(built, { recursive: true, force: true }))

describe('what is published', () => {
  it('runs as plain JavaScript, without a browser until a wallet is chosen', async () => {
    const { AuraProvider, SignInButton }: typeof Sources = await import(/* @vite-ignore */ `${built}/index.js`)
    const wallet = { name: 'Frame', provider: { request: async () => null } }
    const button = createElement(SignInButton, { wallet })
    const html = renderToString(createElement(AuraProvider, { client: {} as Sources.AuraClient } as never, button))
    expect(html).toContain('Sign in with a wallet')
  })

  it('stands where its package.json says', async () => {
    const { publishConfig } = JSON.parse(await readFile(here('package.json'), 'utf8'))
    const { types, default: code } = publishConfig.exports['.']
    for (const path of [types, code]) await readFile(path.replace('./dist', built))
  })

  it('has types that an app sees', async () => {
    const app = `import { useSession } from './index.js'
export const address: string | undefined = useSession().data?.user?.address
// @ts-expect-error: an address is text
export const wrong: number = useSession().data?.user?.address
`
    await writeFile(`${built}/app.ts`, app)
    const settings = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'esnext,dom', '--ignoreConfig']
    const check = await x(process.execPath, [compiler, ...settings, `${built}/app.ts`])
    expect(check.stdout + check.stderr).toBe('')
  })
})
