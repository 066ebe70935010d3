/** What a shell would do something about: taken as it stands, a command would mean something else than it reads. */
const shellOnly = /[|&;<>()$`\\*?[\]{}~#!\n]/
const shellOnlyInDoubleQuotes = /[$`\\!\n]/

/**
 * Splits a command into words at spaces. `'…'` and `"…"` hold a word together, also within one. There is no shell: what would
 * mean something to one is refused, so that every command that is taken means the same as in a shell.
 */
export function splitWords(command: string): { ok: true; words: string[] } | { ok: false; reason: string } {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < command.length; at += 1) {
    const character = command[at] ?? ''
    if (character === "'" || character === '"') {
      const end = command.indexOf(character, at + 1)
      if (end < 0) return { ok: false, reason: 'a quote is not closed' }
      const quoted = command.slice(at + 1, end)
      if (character === '"' && shellOnlyInDoubleQuotes.test(quoted)) return { ok: false, reason: noShell }
      word = (word ?? '') + quoted
      at = end
    } else if (character === ' ' || character === '\t') {
      if (word !== null) words.push(word)
      word = null
    } else if (shellOnly.test(character)) {
      return { ok: false, reason: noShell }
    } else {
      word = (word ?? '') + character
    }
  }
  if (word !== null) words.push(word)
  return words[0] ? { ok: true, words } : { ok: false, reason: 'it names no program' }
}

const noShell = 'it holds a character that only a shell understands, and there is none: put it into a script'
