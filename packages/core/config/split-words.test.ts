import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { splitWords } from './split-words.ts'

describe('splitWords', () => {
  it.each([
    'vault kv get -field=url secret/aura',
    '  spaces   around\tand between ',
    `printf 'one word' "and another" mi'x'ed"er"`,
    `printf '$HOME | *' ''`,
  ])('reads %s as a shell does', (command) => {
    const print = 'for word in "$@"; do printf "%s\\0" "$word"; done'
    const { stdout } = spawnSync('sh', ['-c', `set -- ${command}; ${print}`], { encoding: 'utf8' })
    expect(splitWords(command)).toEqual({ ok: true, words: stdout.split('\0').slice(0, -1) })
  })

  it.each([
    'a | b',
    'a; b',
    'a && b',
    'echo $HOME',
    'echo "$HOME"',
    'a `b`',
    'a > b',
    'echo \\n',
    'ls *',
    'a\nb',
    'ls ~',
  ])('refuses %j, of which a shell would make something else', (command) =>
    expect(splitWords(command)).toEqual({ ok: false, reason: expect.stringContaining('put it into a script') }),
  )

  it.each(['', '  ', "''", `'open`, 'a "open'])('refuses %j, which is no command', (command) => {
    expect(splitWords(command).ok).toBe(false)
  })
})
