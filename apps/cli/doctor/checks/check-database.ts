import type { AuraError } from '@aura-sign/core'
import { isServing } from '@aura-sign/postgres'
import type { Fact } from '../fact.ts'
import type { DatabaseFacts } from '../facts/database-facts.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'
import { checkPgvector } from './check-programs.ts'
import { startService } from './check-services.ts'
import { checkWalArchive } from './check-wal-archive.ts'

export interface DatabaseContext {
  readonly kind: 'embedded' | 'native' | 'compose' | 'own'
  /** Connections that site, worker, guardian and exporter may hold together, with a few for people. */
  readonly connectionsWanted: number
  /** Whether it is a service of this stack that does not run. */
  readonly standing: boolean
  /** That it was in use and is gone, and what to do then. */
  readonly lost?: AuraError
}

/** The database as it is; null when nothing says where one would be. */
export function checkDatabase(fact: Fact<DatabaseFacts> | null, context: DatabaseContext): Finding[] {
  if (context.standing && !fact?.known) {
    return [fail('database', 'Postgres of this stack does not run', startService('postgres'))]
  }
  if (context.lost) return [fail('database', context.lost.message, context.lost.hint)]
  if (fact === null) {
    const next = 'Start one with "./aura up" or "./aura stack up", or set DATABASE_URL.'
    return [warn('database', 'none runs here, and DATABASE_URL is not set', next)]
  }
  if (!fact.known) {
    const next =
      'See that it runs, with "./aura stack ps"; then follow "Database Recovery" in docs/runbooks/DR_RUNBOOK.md.'
    return [fail('database', fact.reason, next)]
  }
  const facts = fact.value
  return [
    ok('database', `Postgres ${Math.floor(facts.versionNumber / 10_000)} answers`),
    checkSchema(facts),
    ...checkExtension(facts),
    ...checkVectorIndex(facts),
    checkDataChecksums(facts, context),
    checkFsync(facts, context),
    ...checkWalArchive(facts.walArchive),
    checkConnections(facts, context),
    checkCollation(facts),
  ]
}

function checkSchema({ schema }: DatabaseFacts): Finding {
  switch (schema.state) {
    case 'current':
      return ok('schema', schema.version)
    case 'behind':
      return fail('schema', `${schema.pending.length} migrations are missing`, 'Run "./aura migrate".')
    case 'newer':
      return fail(
        'schema',
        `it is ${schema.version}, newer than the ${schema.known} that this version knows`,
        'Run the version of Aura-Sign that made it.',
      )
  }
}

function checkExtension({ pgvector: { installed, available } }: DatabaseFacts): Finding[] {
  const name = 'database pgvector'
  if (installed === null) {
    const next = available === null ? 'Install pgvector on the database server.' : 'Run "./aura migrate".'
    return [fail(name, available === null ? 'not available on this server' : 'not made in this database', next)]
  }
  const version = checkPgvector(name, { version: installed, where: 'in the database' })
  if (available === null || available === installed) return [version]
  const next = 'Run: psql "$DATABASE_URL" -c "alter extension vector update"'
  return [version, warn('pgvector update', `${installed} in the database, ${available} on the server`, `${next}.`)]
}

function checkVectorIndex({ schema, vectorIndexes }: DatabaseFacts): Finding[] {
  // Of a schema that is to be migrated first nobody knows what it should have.
  if (schema.state === 'behind') return []
  const name = 'vector index'
  const serving = vectorIndexes.find(isServing)
  if (serving) return [ok(name, `${serving.name} serves, ${serving.method}`)]
  const [unusable] = vectorIndexes
  const detail = unusable ? `${unusable.name} is of no use` : 'there is none'
  const next = 'Follow "Vector Index Rebuild" in docs/runbooks/DR_RUNBOOK.md.'
  return [warn(name, `${detail}, so searches compare all vectors: right, and slow`, next)]
}

function checkDataChecksums({ dataChecksums }: DatabaseFacts, { kind }: DatabaseContext): Finding {
  if (dataChecksums) return ok('data checksums', 'on')
  if (kind === 'embedded') return ok('data checksums', 'off, as the embedded database has none')
  const next = 'Stop the server and run "pg_checksums --enable" on its data directory.'
  return warn('data checksums', 'off, so a damaged page is served as if it were good', next)
}

function checkFsync({ fsync }: DatabaseFacts, { kind }: DatabaseContext): Finding {
  if (fsync) return ok('fsync', 'on')
  const detail = 'off, so a power failure may lose what was acknowledged'
  if (kind === 'embedded') return warn('fsync', detail, 'Use the native or compose stack where that matters.')
  return fail('fsync', detail, 'Set fsync to on in the configuration of Postgres and restart it.')
}

function checkConnections({ connections }: DatabaseFacts, { connectionsWanted }: DatabaseContext): Finding {
  const usable = connections.max - connections.reserved
  const detail = `${usable} connections, ${connectionsWanted} wanted by all pools`
  if (usable >= connectionsWanted) return ok('connections', detail)
  return warn('connections', detail, `Raise max_connections to ${connectionsWanted + connections.reserved} or more.`)
}

function checkCollation({ collation: { recorded, actual } }: DatabaseFacts): Finding {
  if (recorded === null || actual === null) return ok('collation', 'no version recorded')
  if (recorded === actual) return ok('collation', `version ${actual}`)
  const next =
    'Run "reindex database" and then "alter database ... refresh collation version": text indexes may be in the wrong order.'
  return warn('collation', `made with version ${recorded}, this system has ${actual}`, next)
}
