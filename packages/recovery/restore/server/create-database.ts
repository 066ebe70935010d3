import { AuraError } from '@aura-sign/core'
import { findDatabase, type ServerDatabase } from './find-database.ts'
import type { ServerSession } from './server-session.ts'

/**
 * Makes an empty database that is like the one in use: its owner, its locale, UTF-8. A copy of template1, as that of "createdb" is: on many
 * servers only there an extension can be that takes a superuser.
 */
export async function createDatabase(
  session: ServerSession,
  options: { name: string; like: ServerDatabase | null },
): Promise<void> {
  const { sql, facts } = session
  const { name, like } = options
  if (like && !like.isOurs) {
    throw new AuraError('restore_right_missing', {
      user: facts.user,
      right: `act for ${like.owner}, who owns ${like.name}`,
    })
  }
  const template = await findDatabase(session, 'template1')
  const isAlike =
    template?.encoding === 'UTF8' &&
    (like === null ||
      (template.collate === like.collate && template.ctype === like.ctype && template.provider === like.provider))
  const text = await formatted(session, isAlike ? 'create database %I template template1' : localised(like), [
    name,
    ...(isAlike || !like ? [] : [like.collate, like.ctype]),
  ])
  const owner = like ? await formatted(session, ' owner %I', [like.owner]) : ''
  await sql.unsafe(`${text}${owner}`)
}

/** Only an empty template takes another encoding or locale than its own. */
function localised(like: ServerDatabase | null): string {
  const base = "create database %I template template0 encoding 'UTF8'"
  // Of another provider than libc the locale has a syntax that differs by version: the server's default it is then.
  return like?.provider === 'c' ? `${base} lc_collate %L lc_ctype %L` : base
}

/** SQL with identifiers and literals quoted by the server itself: statements like these take no parameters. */
export async function formatted(
  { sql }: ServerSession,
  template: string,
  values: readonly (string | null)[],
): Promise<string> {
  const [row] = await sql<{ text: string }[]>`
    select format(${template}, variadic ${values.slice(0, (template.match(/%[IL]/g) ?? []).length)}::text[]) as text`
  if (!row) throw new Error('the server formats nothing')
  return row.text
}
