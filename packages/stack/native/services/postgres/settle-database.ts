import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from '@aura-sign/postgres'
import type { ServiceContext } from '../../service.ts'
import { firstDatabaseName } from '../../stack-urls.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { isVerifierOf, scramVerifier } from './scram-verifier.ts'
import { superuserSession } from './superuser-session.ts'

interface Role {
  readonly name: string
  readonly password: string
  /** Besides LOGIN; everything else is taken away. */
  readonly rights: string
  readonly memberOf: readonly string[]
}

const ownerName = 'admin'

/** Roles `admin` and `exporter`, database `aura`, pgvector: what is there already stays. */
export async function settleDatabase(context: ServiceContext): Promise<void> {
  const { databasePassword, exporterPassword } = context.secrets
  const memberOf = ['pg_monitor']
  const roles: readonly Role[] = [
    { name: ownerName, password: databasePassword, rights: 'createdb connection limit -1', memberOf },
    { name: 'exporter', password: exporterPassword, rights: 'nocreatedb connection limit 5', memberOf },
  ]
  await superuserSession(context, 'postgres', async (sql) => {
    for (const role of roles) await settleRole(sql, role)
    const available = await sql`select 1 from pg_available_extensions where name = 'pg_stat_statements'`
    // Only here: a dump of the database in use must not hold an extension that only a superuser can make.
    if (available.length > 0) await sql`create extension if not exists pg_stat_statements`
  })
  // A database made by "createdb" is a copy of it, so that a dump with its "create extension" loads as admin.
  await superuserSession(context, 'template1', settleVector)
  await makeFirstDatabase(context)
}

/** Once: a database that is gone later on was lost, and an empty one in its place would hide that. */
async function makeFirstDatabase(context: ServiceContext): Promise<void> {
  const mark = join(context.directory, 'data', 'aura-database-made')
  if (await stat(mark).catch(() => null)) return
  await superuserSession(context, 'postgres', async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${firstDatabaseName}`
    if (found.length === 0) await sql`create database ${sql(firstDatabaseName)} owner ${sql(ownerName)}`
  })
  await writeServiceFile(mark, 'The first database was made.\n', context.user)
}

async function settleRole(sql: Sql, { name, password, rights, memberOf }: Role): Promise<void> {
  const [found] = await sql<{ verifier: string | null }[]>`
    select rolpassword as verifier from pg_authid where rolname = ${name}`
  if (!found) await sql`create role ${sql(name)}`
  await sql.unsafe(`alter role ${name} login nosuperuser nocreaterole noreplication nobypassrls inherit ${rights}`)
  if (!isVerifierOf(found?.verifier ?? '', password)) {
    // No parameters in utility statements; a verifier holds no quotes.
    await sql.unsafe(`alter role ${name} password '${scramVerifier(password)}'`)
  }
  for (const group of memberOf) await sql`grant ${sql(group)} to ${sql(name)}`
}

/**
 * pgvector is made by admin, for only its owner may run the "comment on extension" which dumps hold, and an extension
 * cannot change hands. It also takes a superuser: admin is one inside of this transaction, which nobody else can see.
 */
async function settleVector(sql: Sql): Promise<void> {
  const found = await sql`select 1 from pg_extension where extname = 'vector'`
  if (found.length > 0) return
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`alter role ${ownerName} superuser`)
    await transaction.unsafe(`set local role ${ownerName}`)
    await transaction.unsafe('create extension vector with schema public')
    await transaction.unsafe('reset role')
    await transaction.unsafe(`alter role ${ownerName} nosuperuser`)
  })
}
