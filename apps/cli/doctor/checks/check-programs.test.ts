import { describe, expect, it } from 'vitest'
import type { ProgramFact, ProgramFacts } from '../facts/program-facts.ts'
import { checkPrograms, type ProgramContext } from './check-programs.ts'

const program = (output: string): ProgramFact => ({ path: '/usr/bin/program', output })
const missing: ProgramFact = { path: null, output: null }

const healthy: ProgramFacts = {
  node: '26.10.0',
  wanted: { node: '>=26', pnpm: '12.21.0' },
  postgres: [{ major: 17, pgvector: '0.8.4' }],
  programs: {
    pnpm: program('12.21.0'),
    psql: program('psql (PostgreSQL) 17.6'),
    pg_dump: program('pg_dump (PostgreSQL) 17.6'),
    'redis-server': program('Redis server v=7.0.15 sha=0'),
    'redis-cli': program('redis-cli 7.0.15'),
    minio: missing,
    radosgw: program('ceph version 16.2.15 (stable)'),
    prometheus: program('prometheus, version 2.42.0'),
    'prometheus-alertmanager': program('alertmanager, version 0.25.0'),
    alertmanager: missing,
    aws: program('aws-cli/2.13.0 Python/3.11'),
    mc: program('mc version RELEASE.2025-08-13T08-35-41Z'),
  },
}

const native: ProgramContext = { kind: 'native', serverMajor: 17 }

function check(changes: Partial<ProgramFacts>, context: Partial<ProgramContext> = {}) {
  const findings = checkPrograms({ ...healthy, ...changes }, { ...native, ...context })
  return findings.filter(({ status }) => status !== 'ok').map(({ name, status }) => [name, status])
}

const without = (changes: Partial<ProgramFacts['programs']>) => ({ programs: { ...healthy.programs, ...changes } })

describe('checkPrograms', () => {
  it('finds nothing in a machine that has everything', () => {
    expect(check({})).toEqual([])
  })

  it.each<[string, Partial<ProgramFacts>, [string, string][]]>([
    ['a Node that is too old', { node: '24.1.0' }, [['node', 'fail']]],
    ['a missing pnpm', without({ pnpm: missing }), [['pnpm', 'warn']]],
    ['another pnpm', without({ pnpm: program('9.0.0') }), [['pnpm', 'warn']]],
    ['no Postgres', { postgres: [] }, [['postgres', 'fail']]],
    ['no pgvector', { postgres: [{ major: 17, pgvector: null }] }, [['pgvector', 'fail']]],
    ['pgvector before 0.8.0', { postgres: [{ major: 17, pgvector: '0.7.4' }] }, [['pgvector', 'fail']]],
    ['pgvector before 0.8.4', { postgres: [{ major: 17, pgvector: '0.8.3' }] }, [['pgvector', 'warn']]],
    ['no Redis', without({ 'redis-server': missing }), [['redis', 'fail']]],
    ['no S3 server', without({ radosgw: missing }), [['s3 server', 'fail']]],
    ['no Prometheus', without({ prometheus: missing }), [['prometheus', 'fail']]],
    ['no Alertmanager', without({ 'prometheus-alertmanager': missing }), [['alertmanager', 'fail']]],
    ['a missing psql', without({ psql: missing }), [['psql', 'warn']]],
    ['an older psql', without({ psql: program('psql (PostgreSQL) 16.10') }), [['psql', 'warn']]],
    ['a missing pg_dump', without({ pg_dump: missing }), [['pg_dump', 'warn']]],
    [
      'a pg_dump older than the server',
      without({ pg_dump: program('pg_dump (PostgreSQL) 16.10') }),
      [['pg_dump', 'fail']],
    ],
    ['a missing aws', without({ aws: missing }), [['aws', 'warn']]],
    ["Debian 12's aws", without({ aws: program('aws-cli/2.9.19 Python/3.11.2') }), [['aws', 'warn']]],
    ['an aws 1 that is too old', without({ aws: program('aws-cli/1.28.0 Python/3.8') }), [['aws', 'warn']]],
    ['Midnight Commander', without({ mc: program('GNU Midnight Commander 4.8.29') }), [['mc', 'warn']]],
    ['a program that says no version', without({ psql: program('') }), [['psql', 'warn']]],
  ])('finds %s', (_fault, changes, expected) => {
    expect(check(changes)).toEqual(expected)
  })

  it('takes what the native stack lacks for no failure while another one is in use', () => {
    const missingAll = { postgres: [], ...without({ 'redis-server': missing, radosgw: missing, prometheus: missing }) }
    expect(check(missingAll, { kind: 'own' }).map(([, status]) => status)).toEqual(['warn', 'warn', 'warn', 'warn'])
  })

  it('asks for no server on a machine whose servers are in containers, nor for a pg_dump like theirs', () => {
    const none = {
      postgres: [],
      ...without({ 'redis-server': missing, radosgw: missing, pg_dump: program('pg_dump (PostgreSQL) 15.14') }),
    }
    expect(check(none, { kind: 'compose', serverMajor: 18 })).toEqual([
      ['psql', 'warn'],
      ['pg_dump', 'warn'],
    ])
  })

  it('says that nothing but loopback shields a Ceph without keys', () => {
    const detail = (changes: Partial<ProgramFacts>) =>
      checkPrograms({ ...healthy, ...changes }, native).find(({ name }) => name === 's3 server')?.detail
    expect(detail({})).toMatch(/loopback only.*no cephx/)
    expect(detail(without({ minio: program('minio version RELEASE.2025-09-07') }))).not.toMatch(/cephx/)
  })
})
