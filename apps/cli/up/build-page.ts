import { readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { pageDirectory } from '@aura-sign/demo-site'
import { x } from 'tinyexec'
import { projectDirectory } from '../config.ts'

const buildTimeoutMs = 120_000
const siteDirectory = join(projectDirectory, 'apps', 'demo-site')
const pageSources = join(siteDirectory, 'web')

/** Builds the page unless what is built is newer than every source. */
export async function buildPageIfStale(): Promise<void> {
  const builtAt = await modifiedMs(join(pageDirectory, 'index.html'))
  if (builtAt > (await newestSourceMs())) return
  process.stderr.write('aura: building the page (once, and after changes)\n')
  const vite = createRequire(join(siteDirectory, 'package.json')).resolve('vite/package.json')
  const build = await x(process.execPath, [join(vite, '..', 'bin', 'vite.js'), 'build', 'web'], {
    timeout: buildTimeoutMs,
    nodeOptions: { cwd: siteDirectory },
  })
  if (build.exitCode !== 0) throw new AuraError('page_build_failed', { detail: lastLines(build.stderr) })
}

async function newestSourceMs(): Promise<number> {
  const entries = await readdir(pageSources, { recursive: true, withFileTypes: true })
  const sources = entries.filter((entry) => entry.isFile() && !entry.parentPath.startsWith(pageDirectory))
  const times = await Promise.all(sources.map((entry) => modifiedMs(join(entry.parentPath, entry.name))))
  return Math.max(0, ...times)
}

async function modifiedMs(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ')
}
