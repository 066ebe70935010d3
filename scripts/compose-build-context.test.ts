import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contextCopies, createIgnore } from './compose/build-context.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

describe('the build context', () => {
  const ignored = createIgnore(read('.dockerignore'))

  it.each([
    '.env',
    'secrets/database_url',
    '.git/config',
    '.aura/toolchain/x',
    'aura',
    'docs/ERRORS.md',
    'apps/x/.env',
  ])('leaves out %s', (path) => expect(ignored(path)).toBe(true))

  it.each([
    'packages/core/ids.test.ts',
    'node_modules/x/y.js',
    'apps/cli/node_modules/x',
    'apps/demo-site/web/dist/index.html',
  ])('leaves out %s, which a folder above lets in', (path) => expect(ignored(path)).toBe(true))

  it.each(['package.json', 'apps/worker/main.ts', 'packages/postgres/migrations/x.sql', 'patches/x.patch'])(
    'has %s',
    (path) => expect(ignored(path)).toBe(false),
  )

  it('turns red when the ignore file loses a line', () => {
    expect(createIgnore(read('.dockerignore').replace('**/*.test.ts\n', ''))('packages/core/ids.test.ts')).toBe(false)
    expect(createIgnore(read('.dockerignore').replace('*\n', ''))('secrets/database_url')).toBe(false)
  })

  it.each(['Dockerfile', 'infra/postgres/Dockerfile', 'infra/compose/minio.Dockerfile'])(
    'is copied by %s with modes that do not depend on the checkout',
    (path) => {
      expect(withoutMode(read(path))).toEqual([])
    },
  )

  it('turns red when a COPY line keeps the modes of the checkout', () => {
    expect(withoutMode(read('Dockerfile').replace('--chmod=755 apps', 'apps'))).toEqual(['COPY apps apps'])
  })

  it('has every file and folder that a COPY line takes', () => {
    const sources = contextCopies(read('Dockerfile')).flatMap((copy) => copy.sources)
    expect(sources).toContain('patches')
    expect(sources.filter(ignored)).toEqual([])
  })
})

/** The lines that take from the build context and say no mode. */
function withoutMode(dockerfile: string): string[] {
  const lines = dockerfile.split('\n').filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  return lines.filter((line) => !/ --chmod=(644|755) /.test(line))
}
