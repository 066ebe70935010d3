import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { reservedPrefix } from '../assert-object-key.ts'
import { compareKeys, isKeyBefore } from '../is-key-before.ts'

/**
 * Keys of all files below `root` that begin with `prefix` and come after `after`, in the order of their UTF-8
 * bytes. Directories that cannot hold such a key are not read. Links are no objects.
 */
export async function* walkKeys(root: string, options: { prefix: string; after: string }): AsyncGenerator<string> {
  yield* walk(root, '', options)
}

async function* walk(
  root: string,
  base: string,
  options: { prefix: string; after: string },
): AsyncGenerator<string, void> {
  for (const name of sortedNames(await entriesOf(join(root, base)))) {
    const path = base + name
    if (path.endsWith('/')) {
      const below = path.startsWith(options.prefix) || options.prefix.startsWith(path)
      const later = options.after.startsWith(path) || isKeyBefore(options.after, path)
      if (below && later) yield* walk(root, path, options)
    } else if (path.startsWith(options.prefix) && isKeyBefore(options.after, path)) {
      yield path
    }
  }
}

/** Names with "/" appended to directories: so "a-b" sorts before "a/c", as it does among flat keys. */
function sortedNames(entries: readonly Dirent[]): string[] {
  return entries
    .filter((entry) => !entry.name.startsWith(reservedPrefix) && (entry.isFile() || entry.isDirectory()))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(compareKeys)
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
