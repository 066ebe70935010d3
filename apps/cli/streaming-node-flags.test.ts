import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { streamingNodeFlags, streamingNodeVariables } from './streaming-node-flags.ts'

const files = ['aura', 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']
let checkout: string
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'aura checkout '))
  for (const file of files) copyFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), join(checkout, file))
  const node = join(checkout, 'node_modules/node/bin')
  mkdirSync(node, { recursive: true })
  writeFileSync(join(node, 'node'), `#!/bin/sh\necho "$MALLOC_ARENA_MAX $*"\n`, { mode: 0o755 })
  const toolchain = join(checkout, '.aura/toolchain')
  mkdirSync(toolchain, { recursive: true })
  const sum = execFileSync('sh', ['-c', 'cat "$1" "$2" "$3" | cksum', 'sh', ...files.slice(1)], { cwd: checkout })
  writeFileSync(join(toolchain, 'installed'), sum)
})
afterAll(() => rmSync(checkout, { recursive: true }))

const run = (...words: string[]) =>
  execFileSync(join(checkout, 'aura'), words, { env: { PATH: process.env.PATH }, encoding: 'utf8' }).trimEnd()
const main = () => join(checkout, 'apps/cli/main.ts')

it.each([['backup', 'create'], ['restore']])(
  './aura %s bounds the memory of Node, and the other commands do not',
  (...words) => {
    expect(run(...words, 'a b')).toBe(
      [streamingNodeVariables.MALLOC_ARENA_MAX, ...streamingNodeFlags, main(), ...words, 'a b'].join(' '),
    )
    expect(run('seed')).toBe(` ${main()} seed`)
  },
)
