import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, matchesGlob } from 'node:path'

/** One `COPY source… target` from the build context. */
export interface Copy {
  readonly sources: readonly string[]
  readonly target: string
}

/** The COPY lines of a Dockerfile that take from the build context, in order. */
export function contextCopies(dockerfile: string): Copy[] {
  return [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].map(([, words = '']) => {
    const paths = words.split(/\s+/).filter((word) => !word.startsWith('--'))
    return { sources: paths.slice(0, -1), target: paths.at(-1) ?? '' }
  })
}

/** Whether a path is left out of the build context: of the patterns that match it or a folder above it, the last decides. */
export function createIgnore(dockerignore: string): (path: string) => boolean {
  const patterns = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ kept: line.startsWith('!'), glob: visible(line.replace(/^!/, '')) }))
  return (path) => {
    const above = visible(path)
      .split('/')
      .map((_part, index, parts) => parts.slice(0, index + 1).join('/'))
    const last = patterns.findLast(({ glob }) => above.some((folder) => matchesGlob(folder, glob)))
    return last !== undefined && !last.kept
  }
}

/** Docker's "*" matches names that begin with a dot, Node's does not. */
function visible(path: string): string {
  return path.replace(/(^|\/)\.(?=[^/])/g, '$1dot-')
}

/** Copies into `to` what the image's COPY lines take from the checkout; returns the paths taken. */
export async function copyBuildContext(checkout: string, to: string): Promise<string[]> {
  const ignored = createIgnore(await readFile(join(checkout, '.dockerignore'), 'utf8'))
  const taken: string[] = []
  for (const { sources, target } of contextCopies(await readFile(join(checkout, 'Dockerfile'), 'utf8'))) {
    for (const source of sources) {
      const isFolder = (await stat(join(checkout, source))).isDirectory()
      const files = isFolder ? await filesBelow(checkout, source, ignored) : [source].filter((path) => !ignored(path))
      for (const path of files) {
        const place = isFolder
          ? join(target, path.slice(source.length + 1))
          : join(target, path.split('/').at(-1) ?? '')
        await mkdir(dirname(join(to, place)), { recursive: true })
        await cp(join(checkout, path), join(to, place))
        taken.push(place)
      }
    }
  }
  return taken
}

async function filesBelow(root: string, folder: string, ignored: (path: string) => boolean): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = `${folder}/${entry.name}`
      if (ignored(path)) return []
      return entry.isDirectory() ? filesBelow(root, path, ignored) : [path]
    }),
  )
  return found.flat()
}
