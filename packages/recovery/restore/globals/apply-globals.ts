import type { Sql } from '@aura-sign/postgres'
import { splitSql } from '../split-sql.ts'
import { parseGlobal } from './parse-global.ts'

/** What became of the roles of a backup's server. */
export interface GlobalsResult {
  created: string[]
  /** They were there already, and stay as they are. */
  present: string[]
  /** Roles that this account may not make, with the reason. Nothing of the database itself belongs to them. */
  refused: { role: string; detail: string }[]
}

const globalsCharactersMax = 64 * 1024 * 1024

/**
 * Makes the roles of a backup that the server does not have, with their attributes, settings and memberships. A role that is there is never
 * changed, and nothing else of what the text says is done: it is only read for roles.
 */
export async function applyGlobals(sql: Sql, text: AsyncIterable<Uint8Array>): Promise<GlobalsResult> {
  const rows = await sql<{ name: string }[]>`select rolname::text as name from pg_roles`
  const before = new Set(rows.map(({ name }) => name))
  const statements = new Map<string, string[]>()
  const members: { role: string; grant: string }[] = []
  for await (const piece of splitSql(decode(text))) {
    const global = piece.kind === 'statement' ? parseGlobal(piece.text) : null
    if (global === null) continue
    if (global.kind === 'member') members.push({ role: global.role, grant: piece.text })
    else statements.set(global.role, [...(statements.get(global.role) ?? []), piece.text])
  }
  const result: GlobalsResult = { created: [], present: [], refused: [] }
  for (const [role, texts] of statements) {
    if (before.has(role)) result.present.push(role)
    else await create(sql, { role, texts }, result)
  }
  for (const { role, grant } of members) {
    if (!result.created.includes(role)) continue
    // Who granted it may not be there; whoever restores does.
    const text = grant.replace(/ GRANTED BY [^;]*;$/, ';')
    await sql.unsafe(text).catch((error: Error) => result.refused.push({ role, detail: error.message }))
  }
  return result
}

/** All of a role or nothing. */
async function create(sql: Sql, { role, texts }: { role: string; texts: string[] }, result: GlobalsResult) {
  try {
    await sql.begin(async (transaction) => {
      for (const text of texts) await transaction.unsafe(text)
    })
    result.created.push(role)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'PostgresError')) throw error
    result.refused.push({ role, detail: error.message })
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let characters = 0
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    characters += text.length
    if (characters > globalsCharactersMax) throw new Error('there is no end to the roles of the backup')
    yield text
  }
  yield decoder.decode()
}
