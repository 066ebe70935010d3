import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from './engine.ts'
import { maintainOnce } from './maintenance.ts'
import { pgliteOptions } from './pglite-options.ts'
import { SharedSession } from './session/shared-session.ts'

let engine: Engine
let shared: SharedSession
const failed = new Set<string>()
beforeAll(async () => {
  // In memory, in this thread: the same Postgres without its server.
  engine = new Engine(await PGlite.create(pgliteOptions(() => undefined)), () => undefined)
  shared = new SharedSession(engine)
})
afterAll(() => engine.close())

const one = (sql: string): unknown => Object.values(shared.runAsServer(sql)[0] ?? {})[0]

describe('maintenance', () => {
  it('has nothing to do in a quiet database', () => {
    while (maintainOnce(shared, failed));
    expect(maintainOnce(shared, failed)).toBe(false)
  })

  it('checkpoints once 64 MB of WAL would have to be replayed after a crash', () => {
    const replayed =
      'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 from pg_control_checkpoint()'
    shared.runAsServer('create table bulk (text text)')
    shared.runAsServer('alter table bulk alter text set storage external')
    for (let written = 0; Number(one(replayed)) < 64 * 1024 * 1024; written++) {
      expect(written).toBeLessThan(100)
      shared.runAsServer("insert into bulk select repeat('x', 100000) from generate_series(1, 100)")
    }
    expect(maintainOnce(shared, failed)).toBe(true)
    expect(one(replayed)).toBeLessThan(1024 * 1024)
  })

  it('vacuums a table whose rows were replaced, and leaves its statistics fresh', () => {
    shared.runAsServer('create table busy as select generate_series(1, 100) as id')
    for (let round = 0; round < 3; round++) shared.runAsServer('update busy set id = id')
    shared.runAsServer('select pg_stat_force_next_flush()')
    expect(Number(one("select n_dead_tup from pg_stat_user_tables where relname = 'busy'"))).toBeGreaterThan(70)
    for (let pieces = 0; maintainOnce(shared, failed); pieces++) expect(pieces).toBeLessThan(10)
    shared.runAsServer('select pg_stat_force_next_flush()')
    expect(one("select n_dead_tup from pg_stat_user_tables where relname = 'busy'")).toBe('0')
    expect(one("select reltuples from pg_class where relname = 'busy'")).toBe(100)
  })

  it('goes on after a table that cannot be vacuumed, and leaves that one alone', () => {
    // VACUUM evaluates the index with a search_path in which "gate" is not found.
    shared.runAsServer('create table gate (open boolean)')
    shared.runAsServer(
      "create function is_open(int) returns boolean immutable language plpgsql as 'begin return (select count(*) > $1 from gate); end'",
    )
    shared.runAsServer('create table guarded (id int)')
    shared.runAsServer('create index on guarded (is_open(id))')
    shared.runAsServer('insert into guarded select generate_series(1, 100)')
    for (let round = 0; round < 3; round++) shared.runAsServer('update guarded set id = id')
    shared.runAsServer('select pg_stat_force_next_flush()')
    for (let pieces = 0; maintainOnce(shared, failed); pieces++) expect(pieces).toBeLessThan(10)
    expect([...failed]).toEqual(['public.guarded'])
  })
})
