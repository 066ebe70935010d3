import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, run, typeCheck } from './testing/install-packed.ts'

// An app that has installed the two packed packages and what they ask for, and nothing else.
let app: string
let folder: string
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'aura react app '))
  await writeFile(join(app, 'package.json'), '{"type":"module"}')
  await installPacked(app, 'client', ['viem'])
  folder = await installPacked(app, 'react', ['react', 'react-dom', '@tanstack/react-query', '@types/react'])
})
afterAll(() => rm(app, { recursive: true, force: true }))

describe('what is published', () => {
  it('is what was built, and says what it needs', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const client = JSON.parse(await readFile(fileURLToPath(new URL('../client/package.json', import.meta.url)), 'utf8'))
    expect(Object.keys(manifest.peerDependencies)).toEqual(['@aura-sign/client', '@tanstack/react-query', 'react'])
    expect(manifest.peerDependencies['@aura-sign/client']).toBe(`^${client.version}`)
    expect(manifest.dependencies).toBe(undefined)
    for (const path of Object.values<string>(manifest.exports['.'])) {
      expect(path).toMatch(/^\.\/dist\//)
      expect((await stat(join(folder, path))).size).toBeGreaterThan(0)
    }
    const files = await readdir(folder, { recursive: true })
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE']))
    expect(files.filter((path) => /\.test\.|testing|example|(?<!\.d)\.tsx?$/.test(path))).toEqual([])
  })

  it('runs as plain JavaScript, without a browser until a wallet is chosen', async () => {
    const text = `import { createAuraClient } from '@aura-sign/client'
import { AuraProvider, SignInButton } from '@aura-sign/react'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
const wallet = { name: 'Frame', provider: { request: async () => null } }
const client = createAuraClient({ url: 'http://127.0.0.1:9' })
console.log(renderToString(createElement(AuraProvider, { client }, createElement(SignInButton, { wallet }))))`
    await writeFile(join(app, 'app.mjs'), text)
    expect(await run(process.execPath, [join(app, 'app.mjs')], app)).toContain('Sign in with a wallet')
  })

  it('has types that an app sees', async () => {
    const text = `import { createAuraClient } from '@aura-sign/client'
import { AuraProvider, type Attestation, SignInButton, useAttestations, useSession } from '@aura-sign/react'
const wallet = { name: 'Frame', provider: { request: async () => null } }
export const page = <AuraProvider client={createAuraClient({ url: '' })}><SignInButton wallet={wallet} /></AuraProvider>
export const address: string | undefined = useSession().data?.user?.address
export const list: readonly Attestation[] | undefined = useAttestations({ recipient: '0x' }).data
// @ts-expect-error: an address is text
export const wrong: number = useSession().data?.user?.address
`
    await writeFile(join(app, 'app.tsx'), text)
    const settings = ['--module', 'nodenext', '--lib', 'es2023,dom', '--jsx', 'react-jsx', '--types', '']
    expect(await typeCheck(app, [...settings, join(app, 'app.tsx')])).toBe('')
  })
})
