import { parseEnv } from 'node:util'
import { AuraError } from '@aura-sign/core'

/** Words that Node and docker compose read alike without quotes. */
const plain = /^[\w.,:/@%+=?&-]+$/

/**
 * The lines of a `.env` file that set these variables, behind what the file holds; lines that set them to something else are taken out.
 * Throws `secrets_not_exportable` for a value that no line can hold.
 */
export function mergeEnvFile(text: string, variables: Readonly<Record<string, string>>): string {
  const before = parseEnv(text)
  const wanted = Object.entries(variables).filter(([name, value]) => before[name] !== value)
  if (wanted.length === 0) return text
  const replaced = new Set(wanted.map(([name]) => name))
  const kept = withoutVariables(text, replaced)
  const lines = wanted.map(([name, value]) => `${name}=${quote(name, value)}\n`).join('')
  const merged = `${kept}${kept === '' || kept.endsWith('\n') ? '' : '\n'}${lines}`
  const after = parseEnv(merged)
  const lost = Object.entries({ ...before, ...variables }).find(([name, value]) => after[name] !== value)
  if (lost)
    throw new AuraError('secrets_not_exportable', { name: lost[0], detail: 'a line of .env cannot hold its value' })
  return merged
}

/** Names of the variables that the file sets to another value. */
export function differingVariables(text: string, variables: Readonly<Record<string, string>>): string[] {
  const before = parseEnv(text)
  return Object.entries(variables).flatMap(([name, value]) => {
    const found = before[name]
    return found !== undefined && found !== '' && found !== value ? [name] : []
  })
}

function withoutVariables(text: string, names: ReadonlySet<string>): string {
  return text
    .split('\n')
    .filter((line) => !names.has(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1] ?? ''))
    .join('\n')
}

function quote(name: string, value: string): string {
  if (plain.test(value)) return value
  // In the order of how alike both read them: what has quotes of all kinds has no line.
  for (const mark of ["'", '"', '`']) if (!value.includes(mark)) return mark + value + mark
  throw new AuraError('secrets_not_exportable', { name, detail: 'a line of .env cannot hold all its quotes' })
}
