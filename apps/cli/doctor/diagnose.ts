import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@aura-sign/core'
import { knownMigrations } from '@aura-sign/postgres'
import type { CommandContext } from '../config.ts'
import { stackPlaces } from '../stack-in-use/stack-places.ts'
import { lostDatabase } from '../up/open-active-database.ts'
import { checkBackups } from './checks/check-backups.ts'
import { checkClock } from './checks/check-clock.ts'
import { checkDatabase } from './checks/check-database.ts'
import { checkDisks } from './checks/check-disks.ts'
import { checkObjectCopies } from './checks/check-object-copies.ts'
import { checkPermissions } from './checks/check-permissions.ts'
import { checkPorts } from './checks/check-ports.ts'
import { checkPrograms } from './checks/check-programs.ts'
import { checkRedis } from './checks/check-redis.ts'
import { checkSecretsBundle } from './checks/check-secrets-bundle.ts'
import { checkServices } from './checks/check-services.ts'
import { type Fact, lookAt } from './fact.ts'
import { readBackupFacts } from './facts/backup-facts.ts'
import { readClockFacts } from './facts/clock-facts.ts'
import { readDatabaseFacts } from './facts/database-facts.ts'
import { readDiskFact } from './facts/disk-facts.ts'
import { readObjectCopiesFacts } from './facts/object-copies-facts.ts'
import { readModes } from './facts/permission-facts.ts'
import { readPortFacts } from './facts/port-facts.ts'
import { readProgramFacts } from './facts/program-facts.ts'
import { readRedisFacts } from './facts/redis-facts.ts'
import { readSecretsFacts } from './facts/secrets-facts.ts'
import { type Finding, warn } from './finding.ts'
import type { StackToCheck } from './read-stack.ts'

const lookTimeoutMs = 10_000
// Pools of ten for site, worker and guardian, two exporters' connections, five for people and commands.
const connectionsWanted = 3 * 10 + 2 + 5

/** Looks at everything that a stack rests on; a check that cannot look says so. */
export async function diagnose(context: CommandContext, options: StackToCheck & { clock: Clock }): Promise<Finding[]> {
  const { stack, secrets, clock } = options
  const places = await stackPlaces(context, stack)
  const { databaseUrl, redisUrl, restoreStore } = stack
  const bound = { timeoutMs: lookTimeoutMs }
  const [programs, ports, disks, clocks, modes, database, redis, backups, secretsBundle, copies] = await Promise.all([
    readProgramFacts({
      path: context.environment.PATH,
      except: [join(stack.directory, 'bin')],
      postgresBin: context.config.AURA_POSTGRES_BIN,
    }),
    readPortFacts(places.ports),
    Promise.all(diskPaths(stack).map(([name, path]) => readDiskFact(name, path))),
    readClockFacts(stack, { clock }),
    readModes(places.modes),
    databaseUrl === null ? null : lookAt(() => readDatabaseFacts(databaseUrl, { clock }), bound),
    // One that does not run is told among the services.
    redisUrl === null || places.services?.running.has('redis') === false
      ? null
      : lookAt(() => readRedisFacts(redisUrl), bound),
    restoreStore === null ? null : lookAt(() => readBackupFacts(restoreStore), bound),
    restoreStore === null ? null : lookAt(() => readSecretsFacts(context, restoreStore), bound),
    restoreStore === null ? null : lookAt(() => readObjectCopiesFacts(restoreStore), bound),
  ])
  const { kind } = stack
  const newestInstalled = programs.postgres.at(-1)?.major ?? null
  const serverMajor = database?.known ? Math.floor(database.value.versionNumber / 10_000) : newestInstalled
  const standing = places.services?.standing.has('postgres') === true
  const lost = kind === 'embedded' ? lostDatabase(context.dataDirectory) : null
  // Nobody can log in anywhere without them.
  const blind = secrets !== null && databaseUrl === null
  return [
    ...(secrets === null ? [] : [secrets]),
    ...checkServices(places.services),
    ...checkPrograms(programs, { kind, serverMajor }),
    ...checkPorts(ports, { ours: places.pids }),
    ...checkDisks(disks),
    ...checkClock(clocks, { releasedAt: releasedAt(), databaseAheadMs: mapFact(database, (facts) => facts.aheadMs) }),
    ...checkPermissions({ modes, isRoot: process.getuid?.() === 0, serviceUser: places.serviceUser }, { kind }),
    ...(blind && !standing
      ? [unseen('database')]
      : checkDatabase(database, { kind, connectionsWanted, standing, ...(lost && { lost }) })),
    ...checkRedis(redis),
    ...(blind ? [unseen('backups')] : checkBackups(stack, backups, { now: clock.now(), running: places.running })),
    ...(blind ? [] : checkObjectCopies(copies, { now: clock.now(), running: places.running })),
    ...(blind ? [] : checkSecretsBundle(secretsBundle, { now: clock.now() })),
  ]
}

function unseen(name: string): Finding {
  return warn(name, 'not looked at, as its password is not known', 'Bring the secrets in order first.')
}

function diskPaths({ directory, backupStore }: StackToCheck['stack']): [string, string][] {
  const backups = backupStore?.url.startsWith('file:') ? fileURLToPath(backupStore.url) : null
  return [['data', directory], ...(backups === null ? [] : [['backups', backups] satisfies [string, string]])]
}

/** Versions of migrations begin with the day they were written. */
function releasedAt(): Date {
  const [year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(knownMigrations().at(-1) ?? '')?.slice(1) ?? []
  return new Date(`${year}-${month}-${day}T00:00:00Z`)
}

function mapFact<T, U>(fact: Fact<T> | null, map: (value: T) => U): Fact<U> | null {
  return fact?.known ? { known: true, value: map(fact.value) } : fact
}
