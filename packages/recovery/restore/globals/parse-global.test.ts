import { expect, it } from 'vitest'
import { parseGlobal } from './parse-global.ts'

it.each([
  ['CREATE ROLE admin;', { kind: 'role', role: 'admin' }],
  ['CREATE ROLE "Any ""one"" else";', { kind: 'role', role: 'Any "one" else' }],
  ['ALTER ROLE admin WITH NOSUPERUSER INHERIT LOGIN;', { kind: 'role', role: 'admin' }],
  ["ALTER ROLE admin SET search_path TO 'a', 'b';", { kind: 'role', role: 'admin' }],
  ["COMMENT ON ROLE admin IS 'one;\ntwo';", { kind: 'role', role: 'admin' }],
  ['GRANT pg_monitor TO exporter GRANTED BY postgres;', { kind: 'member', role: 'exporter' }],
  ['GRANT pg_monitor TO exporter WITH INHERIT TRUE GRANTED BY postgres;', { kind: 'member', role: 'exporter' }],
] as const)('%s is about a role', (text, expected) => {
  expect(parseGlobal(text)).toEqual(expected)
})

it.each([
  'DROP ROLE admin;',
  "CREATE TABLESPACE fast OWNER admin LOCATION '/fast';",
  'ALTER ROLE admin RENAME TO other;',
  'ALTER SYSTEM SET archive_command = $$rm$$;',
  'GRANT SELECT ON users TO admin;',
  'select 1;',
])('%s is none of them, and is not run', (text) => {
  expect(parseGlobal(text)).toBeNull()
})
