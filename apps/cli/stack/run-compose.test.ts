import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/spawn-stack.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-compose-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Puts a program called docker first on the PATH: no engine runs where the tests do. */
function plantDocker(script: string): void {
  writeFileSync(join(root, 'docker'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(root, 'docker'), 0o755)
}

const compose = (...words: string[]) => runCommand(['stack', ...words], { PATH: `${root}:/usr/bin:/bin` })

describe('./aura stack --stack compose', () => {
  it('hands all words to docker compose, and its exit code back', async () => {
    plantDocker(`case "$1 $2" in
'compose version'|'info --format') exit 0 ;;
esac
printf '%s\\n' "$@" >"${join(root, 'words')}"
exit 42`)
    const result = await compose('--stack', 'compose', 'up', '-d', '--build', 'demo-site')
    expect(result.exitCode).toBe(42)
    expect(readFileSync(join(root, 'words'), 'utf8').trim().split('\n')).toEqual([
      'compose',
      'up',
      '-d',
      '--build',
      'demo-site',
    ])
  })

  it('says that docker is missing', async () => {
    const result = await runCommand(['stack', 'ps', '--stack', 'compose'], { PATH: root })
    expect([result.exitCode, result.stderr]).toEqual([10, expect.stringContaining('not installed')])
  })

  it('says that the compose plugin is missing', async () => {
    plantDocker('exit 1')
    const result = await compose('ps', '--stack=compose')
    expect([result.exitCode, result.stderr]).toEqual([10, expect.stringContaining('compose plugin')])
  })

  it('says why the engine cannot be asked', async () => {
    plantDocker('[ "$1" = compose ] && exit 0; echo "Cannot connect to the Docker daemon." >&2; exit 1')
    const result = await compose('ps', '--stack', 'compose')
    expect([result.exitCode, result.stderr]).toEqual([
      13,
      expect.stringContaining('Cannot connect to the Docker daemon'),
    ])
  })
})
