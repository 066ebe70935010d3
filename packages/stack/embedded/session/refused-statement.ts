import type { StatementTraits, Unsupported } from './classify-statement.ts'

/**
 * A statement that fails with the reason why `traits` cannot be served, or undefined when they can. Failing inside
 * Postgres keeps the transaction's state right, whichever protocol and transaction the statement came in.
 */
export function refusedStatement({ unsupported }: StatementTraits): string | undefined {
  return unsupported && refusals[unsupported]
}

/** Why currval and lastval are refused after another client had the session: their answer could be that client's. */
export const foreignSequenceState = raise(
  'currval and lastval are not known, another client has used the session since',
  'Use INSERT ... RETURNING, or read them in the transaction that called nextval.',
)

function raise(message: string, hint: string): string {
  return `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = '${message}', HINT = '${hint}'; END $$`
}

/** The statement to run instead, by reason. */
export const refusals: Readonly<Record<Unsupported, string>> = {
  database: raise(
    'the embedded stack has exactly one database',
    'Start another stack with a data directory of its own: set AURA_DATA_DIR.',
  ),
  // A dump names the roles that rights were granted to, and where it is restored they would be missing.
  tablespace: raise('the embedded stack keeps everything in its data directory', 'Leave the tablespace out.'),
  role: raise('the embedded stack has exactly one role', 'Use a Postgres of your own where you need several.'),
  'mixed copy': raise(
    'COPY FROM STDIN is served only as a simple query of its own',
    'Send it alone and without parameters.',
  ),
  program: raise('the embedded stack runs no programs', 'Use COPY FROM STDIN or COPY TO STDOUT.'),
  encoding: raise('the embedded stack supports only the client encoding UTF8', 'Set client_encoding to UTF8.'),
}
