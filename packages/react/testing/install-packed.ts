import { cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { x } from 'tinyexec'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const compiler = join(repository, 'node_modules/typescript/bin/tsc')
const commandTimeoutMs = 60_000

/** Packs `packages/<name>` as it is published, and installs the tarball into `app`, with links to what else it needs. */
export async function installPacked(app: string, name: 'client' | 'react', peers: readonly string[]): Promise<string> {
  const source = join(repository, 'packages', name)
  const stage = join(app, 'stages', name)
  const folder = join(app, 'node_modules/@aura-sign', name)
  await mkdir(stage, { recursive: true })
  await build(app, { source, outDir: join(stage, 'dist') })
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  // Names the workspace, which is not there.
  delete manifest.devDependencies
  await writeFile(join(stage, 'package.json'), JSON.stringify(manifest))
  await cp(join(source, 'README.md'), join(stage, 'README.md'))
  await cp(join(repository, 'LICENSE'), join(stage, 'LICENSE'))
  const [program, ...words] = await pnpm()
  await run(program, [...words, 'pack', '--config.ignore-scripts=true', '--pack-destination', stage], stage)
  const [tarball = ''] = (await readdir(stage)).filter((file) => file.endsWith('.tgz'))
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xzf', join(stage, tarball), '--strip-components=1', '-C', folder], stage)
  for (const peer of peers) {
    const link = join(app, 'node_modules', peer)
    await mkdir(join(link, '..'), { recursive: true })
    await symlink(join(source, 'node_modules', peer), link)
  }
  return folder
}

/** Runs the compiler in `app`; resolves to what it complains about. */
export async function typeCheck(app: string, settings: readonly string[]): Promise<string> {
  const words = [compiler, '--noEmit', '--strict', '--target', 'es2023', '--ignoreConfig', ...settings]
  const { stdout, stderr } = await x(process.execPath, words, { nodeOptions: { cwd: app }, timeout: commandTimeoutMs })
  return stdout + stderr
}

/** Standard output; throws unless it ends with 0. */
export async function run(program: string, words: readonly string[], folder: string): Promise<string> {
  const done = await x(program, [...words], { nodeOptions: { cwd: folder }, timeout: commandTimeoutMs })
  if (done.exitCode === 0) return done.stdout
  throw new Error(`${program} ${words.join(' ')} ended with ${done.exitCode}: ${done.stdout}${done.stderr}`)
}

/** With the package's own settings, but with the client that is installed in `app`, and nothing written where somebody may be publishing. */
async function build(app: string, { source, outDir }: { source: string; outDir: string }): Promise<void> {
  const settings = join(app, 'stages', 'tsconfig.json')
  const client = join(app, 'node_modules/@aura-sign/client/dist/index.d.ts')
  const compilerOptions = { outDir, rootDir: source, paths: { '@aura-sign/client': [client] } }
  const project = { extends: join(source, 'tsconfig.build.json'), compilerOptions, files: [join(source, 'index.ts')] }
  await writeFile(settings, JSON.stringify({ ...project, include: [] }))
  await run(process.execPath, [compiler, '-p', settings], source)
}

/** The one that ./aura fetched; where something else installs, the one of the PATH. */
async function pnpm(): Promise<[program: string, ...words: string[]]> {
  const { packageManager } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'))
  const [, version] = packageManager.split('@')
  const fetched = join(repository, `.aura/toolchain/pnpm-${version}/node_modules/pnpm/bin/pnpm.mjs`)
  const isFetched = await stat(fetched).then(
    () => true,
    () => false,
  )
  return isFetched ? [process.execPath, fetched] : ['pnpm']
}
