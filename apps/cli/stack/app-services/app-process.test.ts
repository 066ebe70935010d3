import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const module = fileURLToPath(new URL('./app-process.ts', import.meta.url))
const program = `
  const { appProcess } = await import(process.argv[1])
  const options = { name: 'worker', command: ['main.ts'], environment: {}, stopTimeoutMs: 1 }
  process.stdout.write(JSON.stringify(appProcess({ projectDirectory: '/' }, options).environment))`

/** What an app is started with by a command that has this environment. */
function environmentOf(environment: Record<string, string>): unknown {
  const words = ['--input-type=module', '-e', program, module]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', env: environment }))
}

it('an app shares the compile cache of the command that starts it, where there is one', () => {
  const NODE_COMPILE_CACHE = mkdtempSync(join(tmpdir(), 'aura cache '))
  try {
    expect(environmentOf({ NODE_COMPILE_CACHE })).toEqual({ NODE_ENV: 'production', NODE_COMPILE_CACHE })
    expect(environmentOf({})).toEqual({ NODE_ENV: 'production' })
  } finally {
    rmSync(NODE_COMPILE_CACHE, { recursive: true })
  }
})
