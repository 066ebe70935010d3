import { understandsEndpointVariable } from '../../programs/understands-endpoint-variable.ts'
import { isAtLeast, parseVersion } from '../../programs/version.ts'
import type { StackInUse } from '../../stack-in-use/stack-in-use.ts'
import type { ProgramFact, ProgramFacts } from '../facts/program-facts.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'

export interface ProgramContext {
  /** The native stack starts these programs, so what is missing then is a failure; compose brings servers of its own. */
  readonly kind: StackInUse['kind']
  /** Major version of the server in use, or of the newest one installed; null when neither is known. */
  readonly serverMajor: number | null
}

const installer = 'Run "scripts/install_native_services.sh", which installs what the native stack needs.'
const pgvectorWanted = [0, 8, 0]
const pgvectorFixed = [0, 8, 4]

/** Versions of what is installed. */
export function checkPrograms(facts: ProgramFacts, context: ProgramContext): Finding[] {
  const { programs } = facts
  return [
    checkNode(facts),
    checkPnpm(facts),
    ...(context.kind === 'compose' ? [] : checkServers(facts, context)),
    checkClient('psql', programs.psql, context),
    checkClient('pg_dump', programs.pg_dump, context),
    checkAws(programs.aws),
    checkMinioClient(programs.mc),
  ]
}

function checkServers(facts: ProgramFacts, context: ProgramContext): Finding[] {
  const { programs } = facts
  return [
    ...checkPostgres(facts, context),
    checkServer('redis', [programs['redis-server']], context),
    checkObjectServer(programs, context),
    checkServer('prometheus', [programs.prometheus], context),
    checkServer('alertmanager', [programs['prometheus-alertmanager'], programs.alertmanager], context),
  ]
}

function checkNode({ node, wanted }: ProgramFacts): Finding {
  const minimum = Number(/\d+/.exec(wanted.node)?.[0] ?? 0)
  if (Number.parseInt(node, 10) >= minimum) return ok('node', node)
  return fail('node', `${node}, and ${wanted.node} is needed`, 'Start through ./aura, which brings its own Node.')
}

function checkPnpm({ wanted, programs }: ProgramFacts): Finding {
  const next = `Install it with "npm install --global pnpm@${wanted.pnpm}"; ./aura itself does not need it.`
  if (programs.pnpm.path === null) return warn('pnpm', `not installed, so "pnpm ..." lines do not work`, next)
  const found = programs.pnpm.output?.split('\n').at(-1)?.trim() ?? 'unknown'
  return found === wanted.pnpm ? ok('pnpm', found) : warn('pnpm', `${found}, and ${wanted.pnpm} is pinned`, next)
}

function checkPostgres({ postgres }: ProgramFacts, { kind }: ProgramContext): Finding[] {
  const missing = kind === 'native' ? fail : warn
  if (postgres.length === 0) return [missing('postgres', 'no server of version 14 to 18 is installed', installer)]
  const majors = postgres.map(({ major }) => major).join(', ')
  const versions = postgres.flatMap(({ pgvector }) => parseVersion(pgvector ?? '') ?? [])
  const found = postgres.find(({ pgvector }) => pgvector !== null)
  const installed = ok('postgres', `version ${majors} installed`)
  if (!found?.pgvector || versions.length === 0) {
    return [installed, missing('pgvector', `not installed for Postgres ${majors}`, installer)]
  }
  const newest = postgres.findLast(({ pgvector }) => pgvector !== null) ?? found
  return [
    installed,
    checkPgvector('pgvector', { version: newest.pgvector ?? '', where: `for Postgres ${newest.major}` }),
  ]
}

/** A pgvector that is too old to use, or old enough to lack repairs of HNSW graphs. */
export function checkPgvector(name: string, { version, where }: { version: string; where: string }): Finding {
  const parsed = parseVersion(version) ?? [0]
  if (!isAtLeast(parsed, pgvectorWanted)) {
    return fail(name, `${version} ${where}, and 0.8.0 is needed`, installer)
  }
  if (isAtLeast(parsed, pgvectorFixed)) return ok(name, `${version} ${where}`)
  return warn(
    name,
    `${version} ${where}, which lacks fixes to HNSW graphs (0.8.2 to 0.8.4)`,
    'Install pgvector 0.8.4 or newer, then run "alter extension vector update" and rebuild the vector index.',
  )
}

function checkServer(name: string, candidates: readonly ProgramFact[], { kind }: ProgramContext): Finding {
  const found = candidates.find(({ path }) => path !== null)
  if (!found) return (kind === 'native' ? fail : warn)(name, 'not installed, and the native stack needs it', installer)
  return ok(name, `${versionOf(found)} (${found.path})`)
}

/** Ceph's gateway runs without cephx: whoever reaches its daemons reaches every object, so loopback is all that shields them. */
function checkObjectServer({ minio, radosgw }: ProgramFacts['programs'], context: ProgramContext): Finding {
  const finding = checkServer('s3 server', [minio, radosgw], context)
  if (minio.path !== null || radosgw.path === null) return finding
  const detail = `${finding.detail}; its daemons listen on loopback only and ask nobody there for a key (no cephx)`
  return { ...finding, detail }
}

/** A client older than the server cannot dump it, or misreads what it shows. */
function checkClient(name: string, program: ProgramFact, { serverMajor, kind }: ProgramContext): Finding {
  const next = `Install the PostgreSQL client tools${serverMajor === null ? '' : ` of version ${serverMajor} or newer`}.`
  if (program.path === null) return warn(name, 'not installed', next)
  const version = parseVersion(program.output ?? '')
  if (!version) return warn(name, `${program.path} does not say its version`, next)
  const found = version.slice(0, 2).join('.')
  if (serverMajor === null || (version[0] ?? 0) >= serverMajor) return ok(name, found)
  // pg_dump refuses a newer server; psql only shows it badly. The compose stack's guardian has a pg_dump of its own.
  return (name === 'pg_dump' && kind !== 'compose' ? fail : warn)(
    name,
    `${found}, older than the server's ${serverMajor}`,
    next,
  )
}

function checkAws(program: ProgramFact): Finding {
  const next = 'Install a newer AWS CLI; until then use the shell that eval "$(./aura config print --export)" sets up.'
  if (program.path === null) return warn('aws', 'not installed, so "aws s3 ..." lines do not work', next)
  const version = parseVersion(program.output ?? '')
  if (!version) return warn('aws', `${program.path} does not say its version`, next)
  const found = version.join('.')
  if (understandsEndpointVariable(version)) return ok('aws', found)
  return warn('aws', `${found} ignores AWS_ENDPOINT_URL, so a bare "aws s3" would talk to AWS itself`, next)
}

/** Two programs are called mc; only one of them copies buckets. */
function checkMinioClient(program: ProgramFact): Finding {
  if (program.path === null) return ok('mc', 'not installed; "aws s3 sync" does the same')
  if (/midnight/i.test(program.output ?? '')) {
    const next = 'Use "aws s3 sync", or install the MinIO client under a name of its own, such as mcli.'
    return warn('mc', `${program.path} is Midnight Commander, not the MinIO client`, next)
  }
  return ok('mc', program.output?.split('\n')[0] ?? program.path)
}

function versionOf({ output }: ProgramFact): string {
  return parseVersion(output ?? '')?.join('.') ?? 'of unknown version'
}
