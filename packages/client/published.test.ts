import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { x } from 'tinyexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const compiler = here('../../node_modules/typescript/bin/tsc')

// An app that has installed the packed package, and viem, and nothing else.
let app: string
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'aura client app '))
  const installed = join(app, 'node_modules/@aura-sign')
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', await pack(join(app, 'stage')), '-C', installed])
  await run('mv', [join(installed, 'package'), join(installed, 'client')])
  await symlink(here('node_modules/viem'), join(app, 'node_modules/viem'))
  await writeFile(join(app, 'package.json'), '{"type":"module"}')
})
afterAll(() => rm(app, { recursive: true, force: true }))

describe('what is published', () => {
  it('is what was built, and says what it needs', async () => {
    const folder = join(app, 'node_modules/@aura-sign/client')
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    expect(manifest.peerDependencies).toEqual({ viem: expect.any(String) })
    expect(manifest.dependencies).toBe(undefined)
    for (const path of Object.values<string>(manifest.exports['.'])) {
      expect(path).toMatch(/^\.\/dist\//)
      expect((await stat(join(folder, path))).size).toBeGreaterThan(0)
    }
    const files = await readdir(folder, { recursive: true })
    expect(files).toContain('README.md')
    expect(files).toContain('LICENSE')
    expect(files.filter((path) => /\.test\.|testing|(?<!\.d)\.ts$/.test(path))).toEqual([])
  })

  it('runs as plain JavaScript', async () => {
    const server = createServer((request, response) => response.end(JSON.stringify({ user: null, asked: request.url })))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    try {
      const text = `import { createAuraClient, encodeSchemaData } from '@aura-sign/client'
const client = createAuraClient({ url: process.argv[2] })
console.log(JSON.stringify([await client.getSession(), encodeSchemaData('bool a', { a: true })]))`
      await writeFile(join(app, 'app.mjs'), text)
      const output = await run(process.execPath, [join(app, 'app.mjs'), `http://127.0.0.1:${port}`])
      expect(JSON.parse(output)).toEqual([{ user: null, asked: '/api/auth/session' }, `0x${'1'.padStart(64, '0')}`])
    } finally {
      server.close()
    }
  })

  it('has types that an app sees, in a browser and without one', async () => {
    const text = `import { AuraProblem, createAuraClient, type AuraSigner } from '@aura-sign/client'
import { privateKeyToAccount } from 'viem/accounts'
const client = createAuraClient({ url: '' })
const signer: AuraSigner = privateKeyToAccount('0x')
export const address: string | undefined = (await client.getSession()).user?.address
export const signedIn: string = (await client.signIn(signer)).user.account
export const code = (problem: AuraProblem) => problem.code === 'sign_in_refused'
// @ts-expect-error: an address is text
export const wrong: number = (await client.signIn(signer)).user.address
`
    await writeFile(join(app, 'app.ts'), text)
    const settings = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--ignoreConfig',
      '--types',
      '',
    ]
    expect(await run(process.execPath, [compiler, ...settings, '--lib', 'es2023,dom', join(app, 'app.ts')])).toBe('')
    const withoutBrowser = [...settings.slice(0, -1), 'node', '--typeRoots', here('../../node_modules/@types')]
    const inNode = [...withoutBrowser, '--skipLibCheck', '--lib', 'es2023', join(app, 'app.ts')]
    expect(await run(process.execPath, [compiler, ...inNode])).toBe('')
  })
})

/** The tarball, made of a copy: what is in `dist` here, somebody may be publishing. */
async function pack(stage: string): Promise<string> {
  await mkdir(stage)
  await run(process.execPath, [compiler, '-p', here('tsconfig.build.json'), '--outDir', join(stage, 'dist')])
  const manifest = JSON.parse(await readFile(here('package.json'), 'utf8'))
  // Names the workspace, which is not there.
  delete manifest.devDependencies
  await writeFile(join(stage, 'package.json'), JSON.stringify(manifest))
  await cp(here('README.md'), join(stage, 'README.md'))
  await cp(here('../../LICENSE'), join(stage, 'LICENSE'))
  const [program, ...words] = await pnpm()
  await run(program, [...words, 'pack', '--config.ignore-scripts=true', '--pack-destination', stage], stage)
  const [tarball = expect.fail('no tarball')] = (await readdir(stage)).filter((name) => name.endsWith('.tgz'))
  return join(stage, tarball)
}

/** The one that ./aura fetched; where something else installs, the one of the PATH. */
async function pnpm(): Promise<[program: string, ...words: string[]]> {
  const { packageManager } = JSON.parse(await readFile(here('../../package.json'), 'utf8'))
  const [, version] = packageManager.split('@')
  const fetched = here(`../../.aura/toolchain/pnpm-${version}/node_modules/pnpm/bin/pnpm.mjs`)
  const isFetched = await stat(fetched).then(
    () => true,
    () => false,
  )
  return isFetched ? [process.execPath, fetched] : ['pnpm']
}

async function run(program: string, words: readonly string[], folder: string = app): Promise<string> {
  const { stdout, stderr, exitCode } = await x(program, [...words], { nodeOptions: { cwd: folder }, timeout: 60_000 })
  if (exitCode !== 0) expect.fail(`${program} ${words.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  return stdout
}
