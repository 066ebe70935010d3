import { describe, expect, it } from 'vitest'
import type { StackInUse } from '../../stack-in-use/stack-in-use.ts'
import type { BackupFacts } from '../facts/backup-facts.ts'
import type { ClockFacts } from '../facts/clock-facts.ts'
import type { DiskFact } from '../facts/disk-facts.ts'
import type { Finding } from '../finding.ts'
import { checkBackups } from './check-backups.ts'
import { checkClock } from './check-clock.ts'
import { checkDisks } from './check-disks.ts'
import { checkPermissions } from './check-permissions.ts'
import { checkPorts } from './check-ports.ts'

const notOk = (findings: readonly Finding[]) =>
  findings.filter(({ status }) => status !== 'ok').map(({ name, status }) => [name, status])

describe('checkPorts', () => {
  const free = { variable: 'PORT', port: 3000, holder: null }
  const held = { variable: 'REDIS_PORT', port: 6379, holder: { pid: 7, command: 'redis-server' } }

  it('is content with free ports and with our own', () => {
    expect(notOk(checkPorts([free, held], { ours: [7] }))).toEqual([])
  })

  it('names who has a port', () => {
    expect(checkPorts([free, held], { ours: [] })).toMatchObject([
      {
        name: 'port 6379',
        status: 'warn',
        detail: 'taken by process 7 (redis-server)',
        next: expect.stringContaining('REDIS_PORT'),
      },
    ])
    const hidden = { ...held, holder: { pid: null, command: null } }
    expect(checkPorts([hidden], { ours: [7] })).toMatchObject([{ detail: 'taken by another program' }])
  })
})

describe('checkDisks', () => {
  const disk: DiskFact = {
    name: 'data',
    path: '/srv',
    freeBytes: 50,
    totalBytes: 100,
    freeInodes: 50,
    totalInodes: 100,
  }

  it.each<[string, Partial<DiskFact>, [string, string][]]>([
    ['nothing', {}, []],
    ['nothing where inodes are not counted', { freeInodes: 0, totalInodes: 0 }, []],
    ['little room', { freeBytes: 9 }, [['disk data', 'warn']]],
    ['no room', { freeBytes: 2 }, [['disk data', 'fail']]],
    ['few inodes', { freeInodes: 9 }, [['inodes data', 'warn']]],
    ['no inodes', { freeInodes: 0 }, [['inodes data', 'fail']]],
  ])('finds %s', (_fault, changes, expected) => {
    expect(notOk(checkDisks([{ ...disk, ...changes }]))).toEqual(expected)
  })
})

describe('checkClock', () => {
  const healthy: ClockFacts = {
    now: new Date('2026-12-01T00:00:00Z'),
    steppedMs: 1,
    s3AheadMs: { known: true, value: 400 },
  }
  const check = (changes: Partial<ClockFacts>, databaseMs = 5) =>
    notOk(
      checkClock(
        { ...healthy, ...changes },
        { releasedAt: new Date('2026-11-23T00:00:00Z'), databaseAheadMs: { known: true, value: databaseMs } },
      ),
    )

  it('finds nothing while all clocks agree', () => {
    expect(check({})).toEqual([])
  })

  it.each<[string, Partial<ClockFacts>, [string, string][]]>([
    ['a clock before the release', { now: new Date('1970-01-01T00:00:00Z') }, [['clock', 'fail']]],
    ['a clock that was set', { steppedMs: -4000 }, [['clock', 'warn']]],
    ['an S3 server that is off', { s3AheadMs: { known: true, value: 60_000 } }, [['clock s3', 'warn']]],
    ['an S3 server that refuses', { s3AheadMs: { known: true, value: -3_600_000 } }, [['clock s3', 'fail']]],
    ['an S3 server that is silent', { s3AheadMs: { known: false, reason: 'refused' } }, [['clock s3', 'warn']]],
  ])('finds %s', (_fault, changes, expected) => {
    expect(check(changes)).toEqual(expected)
  })

  it('finds a database whose clock is off', () => {
    expect(check({}, -3000)).toEqual([['clock database', 'warn']])
  })
})

describe('checkPermissions', () => {
  const check = (modes: { kind: 'secret' | 'directory'; mode: number }[], options = { kind: 'native' as const }) =>
    notOk(
      checkPermissions(
        { modes: modes.map((mode) => ({ path: '/srv/x', ...mode })), isRoot: true, serviceUser: 'postgres' },
        options,
      ),
    )

  it('is content with what is private', () => {
    expect(
      check([
        { kind: 'secret', mode: 0o600 },
        { kind: 'directory', mode: 0o711 },
      ]),
    ).toEqual([])
  })

  it.each([
    ['a secret that others can read', { kind: 'secret', mode: 0o640 }, [['secret permissions', 'fail']]],
    ['a directory that all can list', { kind: 'directory', mode: 0o755 }, [['directory permissions', 'warn']]],
    ['a directory that all can change', { kind: 'directory', mode: 0o777 }, [['directory permissions', 'fail']]],
  ] as const)('finds %s', (_fault, mode, expected) => {
    expect(check([mode])).toEqual(expected)
  })

  it('misses an account for the services only as root', () => {
    const noUser = { modes: [], serviceUser: null }
    const found = (isRoot: boolean, kind: StackInUse['kind']) =>
      notOk(checkPermissions({ ...noUser, isRoot }, { kind }))
    expect(found(true, 'native')).toEqual([['service user', 'fail']])
    expect(found(true, 'embedded')).toEqual([['service user', 'warn']])
    expect(found(false, 'native')).toEqual([])
    expect(found(true, 'compose')).toEqual([])
  })
})

describe('checkBackups', () => {
  const s3 = (bucket: string, port = 9000) => ({
    url: `s3://${bucket}?endpoint=http://127.0.0.1:${port}&region=us-east-1`,
    credentials: null,
  })
  const stack: StackInUse = {
    kind: 'own',
    directory: '/srv/aura',
    databaseUrl: null,
    redisUrl: null,
    siteUrl: null,
    prometheusUrl: null,
    objectStore: s3('aura-production-bucket'),
    backupStore: s3('aura-backup-bucket', 9100),
    restoreStore: null,
    journal: null,
    operator: null,
  }
  const now = new Date('2026-12-01T12:00:00Z')
  const healthy: BackupFacts = {
    newestAt: new Date('2026-12-01T06:00:00Z'),
    complete: 3,
    incomplete: 0,
    damaged: 0,
    heartbeatAt: new Date('2026-12-01T11:59:50Z'),
  }
  const check = (changes: Partial<BackupFacts>, stackChanges: Partial<StackInUse> = {}, running = true) =>
    notOk(
      checkBackups({ ...stack, ...stackChanges }, { known: true, value: { ...healthy, ...changes } }, { now, running }),
    )

  it('finds nothing in a store that is apart and up to date', () => {
    expect(check({})).toEqual([])
    expect(check({ heartbeatAt: null }, {}, false)).toEqual([])
    // A daily one that failed once, and two heartbeats that are late.
    expect(check({ newestAt: new Date('2026-11-29T13:00:00Z') })).toEqual([])
    expect(check({ heartbeatAt: new Date('2026-12-01T11:58:30Z') })).toEqual([])
  })

  it.each<[string, Partial<BackupFacts>, [string, string][]]>([
    ['no backup', { newestAt: null }, [['backups', 'fail']]],
    ['an old backup', { newestAt: new Date('2026-11-29T11:00:00Z') }, [['backups', 'fail']]],
    ['a damaged backup', { damaged: 1 }, [['damaged backups', 'fail']]],
    ['an incomplete backup', { incomplete: 1 }, [['incomplete backups', 'warn']]],
    ['an empty trail', { heartbeatAt: null }, [['heartbeat', 'fail']]],
    ['a trail that stopped', { heartbeatAt: new Date('2026-12-01T11:50:00Z') }, [['heartbeat', 'fail']]],
  ])('finds %s', (_fault, changes, expected) => {
    expect(check(changes)).toEqual(expected)
  })

  it.each<[string, Partial<StackInUse>, [string, string][]]>([
    ['the same bucket', { backupStore: s3('aura-production-bucket') }, [['backup store', 'fail']]],
    ['the same server', { backupStore: s3('aura-backup-bucket') }, [['backup store', 'warn']]],
    ['a part of the bucket', { backupStore: s3('aura-production-bucket/backups') }, [['backup store', 'fail']]],
    [
      'the same data directory',
      {
        kind: 'embedded',
        objectStore: { url: 'file:///srv/aura/embedded/objects', credentials: null },
        backupStore: { url: 'file:///srv/aura/backups', credentials: null },
      },
      [['backup store', 'warn']],
    ],
    ['no backup store', { backupStore: null }, [['backup store', 'warn']]],
  ])('finds %s', (_fault, changes, expected) => {
    expect(check({}, changes)).toEqual(expected)
  })

  it('finds a store that cannot be read', () => {
    const findings = checkBackups(stack, { known: false, reason: 'AccessDenied' }, { now, running: true })
    expect(notOk(findings)).toEqual([['backups', 'fail']])
  })
})
