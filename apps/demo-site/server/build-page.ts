import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AuraError } from '@aura-sign/core'
import { x } from 'tinyexec'
import { modifiedMs, newestSourceMs } from './newest-source.ts'

const siteDirectory = fileURLToPath(new URL('..', import.meta.url))
const pageSources = join(siteDirectory, 'web')
/** Packages that the page is built from, beside its own sources. */
const packageSources = ['client', 'react'].map((name) => join(siteDirectory, '..', '..', 'packages', name))
const buildTimeoutMs = 120_000

/** The built page. */
export const pageDirectory = join(pageSources, 'dist')

/** Builds the page unless what is built is newer than every source; throws `page_build_failed`. */
export async function buildPageIfStale(): Promise<void> {
  const builtAt = await modifiedMs(join(pageDirectory, 'index.html'))
  if (builtAt > (await newestSourceMs([pageSources, ...packageSources]))) return
  process.stderr.write('aura: building the page (once, and after changes)\n')
  const vite = createRequire(import.meta.url).resolve('vite/package.json')
  const build = await x(process.execPath, [join(vite, '..', 'bin', 'vite.js'), 'build', 'web'], {
    timeout: buildTimeoutMs,
    // A test runner sets NODE_ENV to "test", with which React's development build would be served.
    nodeOptions: { cwd: siteDirectory, env: { NODE_ENV: 'production' } },
  })
  if (build.exitCode !== 0) throw new AuraError('page_build_failed', { detail: lastLines(build.stderr) })
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ')
}
