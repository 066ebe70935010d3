/** A statement of `pg_dumpall --globals-only` about a role. */
export interface GlobalStatement {
  /** `member`: makes `role` a member of another. */
  kind: 'role' | 'member'
  role: string
}

const name = `("(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)`
const patterns: readonly { kind: GlobalStatement['kind']; pattern: RegExp }[] = [
  { kind: 'role', pattern: new RegExp(`^CREATE ROLE ${name};$`) },
  { kind: 'role', pattern: new RegExp(`^ALTER ROLE ${name} (?:WITH|SET|VALID) [^;]*;$`) },
  { kind: 'role', pattern: new RegExp(`^COMMENT ON ROLE ${name} IS .*;$`, 's') },
  { kind: 'member', pattern: new RegExp(`^GRANT ${name} TO ${name}(?: WITH [^;]*)?(?: GRANTED BY ${name})?;$`) },
]

/** What role a statement is about; null for one that is about anything else. */
export function parseGlobal(text: string): GlobalStatement | null {
  for (const { kind, pattern } of patterns) {
    const found = pattern.exec(text)
    const role = kind === 'member' ? found?.[2] : found?.[1]
    if (role !== undefined) return { kind, role: unquote(role) }
  }
  return null
}

function unquote(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier
}
