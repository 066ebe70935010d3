import { describe, expect, it } from 'vitest'
import { classifyStatement, customSettingNames } from './classify-statement.ts'

describe('classifyStatement', () => {
  it.each([
    "set work_mem = '1MB'",
    'SET SESSION x.y TO 1',
    'reset all',
    'select 1; set a = 1',
    '/* c */ set a = 1',
    '-- c\nset a = 1',
    "select ';'; set a = 1",
    "select E'\\'; --'; set a = 1",
    'select $$;$$; set a = 1',
    'select $a$ $$ ; $a$; set a = 1',
    'select "a;""b"; set a = 1',
    'select pg_catalog.set_config($1, $2, false)',
    'create temp table t ()',
    'CREATE TEMPORARY VIEW v AS SELECT 1',
    'create local temporary table t ()',
    'select 1 into temp t',
    'create table pg_temp.t ()',
    'listen x',
    'prepare p as select 1',
    'declare c cursor with hold for select 1',
    'select pg_advisory_lock(1)',
    'select pg_try_advisory_lock_shared(1)',
    'discard all',
    'do $$ begin end $$',
    'call p()',
    "load 'x'",
    'set role bob',
    'set session authorization bob',
  ])('sees that %j may change the session', (sql) => {
    expect(classifyStatement(sql).touchesSession).toBe(true)
  })

  it.each([
    'select 1',
    'update t set a = 1',
    "update t\nset a = 1 where b = 'set'",
    "insert into t values ('set a = 1; listen x; temp')",
    'select "set"',
    'begin',
    'set local a = 1',
    'set transaction isolation level serializable',
    'set constraints all deferred',
    'select pg_advisory_xact_lock(1)',
    'select pg_try_advisory_xact_lock(1)',
    "prepare transaction 'x'",
    'declare c cursor for select 1',
    'insert into t values ($$ set a = 1 $$) on conflict do update set a = 1',
    'select temperature from weather',
  ])('sees that %j does not', (sql) => {
    expect(classifyStatement(sql).touchesSession).toBe(false)
  })

  it.each([
    ['copy t from stdin', true, undefined],
    ['COPY public.t (a, b) FROM STDIN WITH (FORMAT csv);', true, undefined],
    ['copy (select 1) to stdout', false, undefined],
    ["copy t from '/tmp/x'", false, undefined],
    ['select 1; copy t from stdin', false, 'mixed copy'],
    ['copy t from stdin; copy t from stdin', false, 'mixed copy'],
    ["copy t from program 'x'", false, 'program'],
    ["copy (select 1) to program 'x'", false, 'program'],
    ["select 'copy t from stdin'", false, undefined],
    ['create database x', false, 'database'],
    ['create role bob', false, 'role'],
    ["create tablespace ts location '/tmp'", false, 'tablespace'],
    ['CREATE USER bob', false, 'role'],
    ["do $$ begin execute 'create role bob'; end $$", false, 'role'],
    ["do $$ begin execute 'copy t to program ''id'''; end $$", false, 'program'],
    ["create function f() returns void language sql as 'create tablespace ts location ''/tmp'''", false, 'tablespace'],
    ["insert into notes values ('create role bob')", false, undefined],
    ["set client_encoding = 'LATIN1'", false, 'encoding'],
    ["set names 'latin1'", false, 'encoding'],
    ["set client_encoding to 'utf8'", false, undefined],
    ["select set_config('client_encoding', 'win1252', false)", false, 'encoding'],
  ])('reads %j: COPY from the client %s, unsupported %s', (sql, copiesFromClient, unsupported) => {
    expect(classifyStatement(sql)).toMatchObject({ copiesFromClient, unsupported })
  })

  it.each([
    ['deallocate all', true],
    ['DISCARD ALL', true],
    ['deallocate x', false],
    ['discard plans', false],
  ])('knows whether %j removes all prepared statements: %s', (sql, expected) => {
    expect(classifyStatement(sql).dropsPrepared).toBe(expected)
  })

  it('takes megabytes of literals', () => {
    const sql = `insert into t values ('${"it''s ".repeat(1_000_000)}', E'${'\\\\'.repeat(1_000_000)}'); set a = 1`
    expect(classifyStatement(sql).touchesSession).toBe(true)
  })
})

describe('customSettingNames', () => {
  it('finds names of two parts, quoted or not, once each', () => {
    expect(customSettingNames(`select set_config('app.user', x), "app"."tenant", app.user, pg_catalog.now()`)).toEqual([
      'app.user',
      'app.tenant',
    ])
  })
})
