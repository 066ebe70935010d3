import { describe, expect, it } from 'vitest'
import { assertSettingsKnown } from './assert-settings-known.ts'

const known = new Set(['statement_timeout', 'client_encoding', 'search_path'])
const check = (...lines: string[]) =>
  assertSettingsKnown(
    (async function* () {
      yield Buffer.from(lines.join('\n'))
    })(),
    { name: 'dump', major: 15, isKnown: async (setting) => known.has(setting) },
  )

describe('the settings of a dump', () => {
  it('pass when the server knows them, whatever comes later', async () => {
    const config = "SELECT pg_catalog.set_config('search_path', '', false);"
    await check(
      '\\restrict x',
      'SET statement_timeout = 0;',
      config,
      "SET client_encoding = 'UTF8';",
      'create table t ();',
    )
    await check('create table t ();', 'SET later = 1;')
  })

  it('are refused when one of them is newer than the server', async () => {
    const config = "SELECT pg_catalog.set_config('search_path', '', false);"
    await expect(check('SET statement_timeout = 0;', config, 'SET transaction_timeout = 0;')).rejects.toMatchObject({
      code: 'restore_setting_unknown',
      message: 'the dump dump sets transaction_timeout, which Postgres 15 does not know: a newer pg_dump wrote it',
    })
  })
})
