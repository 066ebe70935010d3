import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is no source of the page, in it and in the packages that it is built from. */
const skippedFolders = new Set(['dist', 'node_modules', 'example', 'testing'])

/** When the newest file of some folders was changed, in ms since 1970; 0 where there is none. */
export async function newestSourceMs(folders: readonly string[]): Promise<number> {
  const trees = await Promise.all(folders.map(listFiles))
  return Math.max(0, ...(await Promise.all(trees.flat().map(modifiedMs))))
}

export async function modifiedMs(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}

// `recursive` would go through the links in node_modules, of which some lead in circles.
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name))
  const folders = entries.filter((entry) => entry.isDirectory() && !skippedFolders.has(entry.name))
  const below = await Promise.all(folders.map(({ name }) => listFiles(join(folder, name))))
  return [...files, ...below.flat()]
}
