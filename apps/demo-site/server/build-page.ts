import { readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AuraError } from '@aura-sign/core'
import { x } from 'tinyexec'

const siteDirectory = fileURLToPath(new URL('..', import.meta.url))
const pageSources = join(siteDirectory, 'web')
/** Packages that the page is built from, beside its own sources. */
const packageSources = ['client', 'react'].map((name) => join(siteDirectory, '..', '..', 'packages', name))
const skippedFolders = new Set(['dist', 'node_modules', 'example', 'testing'])
const buildTimeoutMs = 120_000

/** The built page. */
export const pageDirectory = join(pageSources, 'dist')

/** Builds the page unless what is built is newer than every source; throws `page_build_failed`. */
export async function buildPageIfStale(): Promise<void> {
  const builtAt = await modifiedMs(join(pageDirectory, 'index.html'))
  if (builtAt > (await newestSourceMs())) return
  process.stderr.write('aura: building the page (once, and after changes)\n')
  const vite = createRequire(import.meta.url).resolve('vite/package.json')
  const build = await x(process.execPath, [join(vite, '..', 'bin', 'vite.js'), 'build', 'web'], {
    timeout: buildTimeoutMs,
    // A test runner sets NODE_ENV to "test", with which React's development build would be served.
    nodeOptions: { cwd: siteDirectory, env: { NODE_ENV: 'production' } },
  })
  if (build.exitCode !== 0) throw new AuraError('page_build_failed', { detail: lastLines(build.stderr) })
}

async function newestSourceMs(): Promise<number> {
  const trees = await Promise.all([pageSources, ...packageSources].map((root) => listFiles(root)))
  const times = await Promise.all(trees.flat().map(modifiedMs))
  return Math.max(0, ...times)
}

// `recursive` would go through the links in node_modules, of which some lead in circles.
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name))
  const folders = entries.filter((entry) => entry.isDirectory() && !skippedFolders.has(entry.name))
  const below = await Promise.all(folders.map(({ name }) => listFiles(join(folder, name))))
  return [...files, ...below.flat()]
}

async function modifiedMs(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ')
}
