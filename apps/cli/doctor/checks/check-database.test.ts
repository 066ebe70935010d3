import { AuraError } from '@aura-sign/core'
import type { VectorIndexState } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import type { DatabaseFacts } from '../facts/database-facts.ts'
import { checkDatabase, type DatabaseContext } from './check-database.ts'

const index: VectorIndexState = {
  ...{ oid: 1, name: 'embeddings_embedding_idx', method: 'hnsw', precision: 'vector', valid: true },
  ...{ parameters: {}, sizeBytes: 1 },
}
const healthy: DatabaseFacts = {
  versionNumber: 150_020,
  aheadMs: 3,
  schema: { state: 'current', version: '20261123000004' },
  pgvector: { installed: '0.8.4', available: '0.8.4' },
  vectorIndexes: [index],
  dataChecksums: true,
  fsync: true,
  walArchive: { fault: null, lastSuccessAt: new Date(0), failures: 1 },
  connections: { max: 100, reserved: 3 },
  collation: { recorded: '2.36', actual: '2.36' },
}

function check(changes: Partial<DatabaseFacts>, kind: DatabaseContext['kind'] = 'native') {
  const value = { ...healthy, ...changes }
  const findings = checkDatabase({ known: true, value }, { kind, connectionsWanted: 37, standing: false })
  return findings.filter(({ status }) => status !== 'ok').map(({ name, status }) => [name, status])
}

describe('checkDatabase', () => {
  it('finds nothing in a database that is well', () => {
    expect(check({})).toEqual([])
    expect(check({ walArchive: null })).toEqual([])
    expect(check({ collation: { recorded: null, actual: null } })).toEqual([])
  })

  it.each<[string, Partial<DatabaseFacts>, [string, string][]]>([
    ['missing migrations', { schema: { state: 'behind', version: null, pending: ['1'] } }, [['schema', 'fail']]],
    ['a newer schema', { schema: { state: 'newer', version: '9', known: '1' } }, [['schema', 'fail']]],
    ['no pgvector', { pgvector: { installed: null, available: null } }, [['database pgvector', 'fail']]],
    ['pgvector not made', { pgvector: { installed: null, available: '0.8.4' } }, [['database pgvector', 'fail']]],
    [
      'pgvector before 0.8.0',
      { pgvector: { installed: '0.7.0', available: '0.7.0' } },
      [['database pgvector', 'fail']],
    ],
    [
      'pgvector before 0.8.4',
      { pgvector: { installed: '0.8.0', available: '0.8.0' } },
      [['database pgvector', 'warn']],
    ],
    ['an update of pgvector', { pgvector: { installed: '0.8.4', available: '0.8.5' } }, [['pgvector update', 'warn']]],
    ['no vector index', { vectorIndexes: [] }, [['vector index', 'warn']]],
    ['an invalid vector index', { vectorIndexes: [{ ...index, valid: false }] }, [['vector index', 'warn']]],
    ['checksums off', { dataChecksums: false }, [['data checksums', 'warn']]],
    ['fsync off', { fsync: false }, [['fsync', 'fail']]],
    [
      'WAL that is not archived',
      { walArchive: { fault: 'WAL is not archived', lastSuccessAt: null, failures: 1 } },
      [['WAL archive', 'fail']],
    ],
    ['too few connections', { connections: { max: 39, reserved: 3 } }, [['connections', 'warn']]],
    ['collations of another system', { collation: { recorded: '2.31', actual: '2.36' } }, [['collation', 'warn']]],
  ])('finds %s', (_fault, changes, expected) => {
    expect(check(changes)).toEqual(expected)
  })

  it('knows what the embedded database is without', () => {
    expect(check({ fsync: false, dataChecksums: false }, 'embedded')).toEqual([['fsync', 'warn']])
  })

  it('says why the database does not answer, and that there is none', () => {
    const context = { kind: 'own', connectionsWanted: 37, standing: false } as const
    expect(checkDatabase({ known: false, reason: 'connect ECONNREFUSED' }, context)).toMatchObject([
      { name: 'database', status: 'fail', detail: 'connect ECONNREFUSED', next: expect.stringMatching(/\.$/) },
    ])
    expect(checkDatabase(null, context)).toMatchObject([{ name: 'database', status: 'warn' }])
  })

  it('says of a Postgres that was stopped how to start it, not how to recover it', () => {
    const context = { kind: 'native', connectionsWanted: 37, standing: true } as const
    const [finding] = checkDatabase({ known: false, reason: 'connect ECONNREFUSED' }, context)
    expect(finding).toMatchObject({ status: 'fail', detail: 'Postgres of this stack does not run' })
    expect(finding?.next).toMatch(/"\.\/aura stack start postgres"/)
    expect(finding?.next).not.toMatch(/Recovery/)
  })

  it('says of an embedded database that is gone how to bring it back, not how to begin', () => {
    const lost = new AuraError('database_lost', { path: '/data/databases/aura', folder: '/data' })
    const context = { kind: 'embedded', connectionsWanted: 37, standing: false, lost } as const
    expect(checkDatabase(null, context)).toEqual([
      { name: 'database', status: 'fail', detail: lost.message, next: expect.stringContaining('"./aura restore"') },
    ])
  })
})
