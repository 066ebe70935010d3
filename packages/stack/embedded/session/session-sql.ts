/** Statements by which the session's settings and its unshareable state are read and replaced. */
export const sessionSql = {
  /** Replaces all settings made since the start of the session. */
  applySettings: (settings: ReadonlyMap<string, string>): string => {
    const calls = [...settings].map(
      ([name, value]) => `pg_catalog.set_config(${literal(name)}, ${literal(value)}, false)`,
    )
    return `RESET ALL${calls.length > 0 ? `; SELECT ${calls.join(', ')}` : ''}`
  },
  /**
   * One row per setting that the session changed, and one per kind of state that cannot be given to several clients.
   * 0.6 ms, nearly all of it pg_settings, so it runs only after statements that may have changed something.
   */
  probe: (customNames: readonly string[]): string =>
    [
      `SELECT 'setting' AS kind, name, setting AS value FROM pg_catalog.pg_settings WHERE source = 'session'`,
      ...(customNames.length > 0 ? [customSettings(customNames)] : []),
      pinProbe,
    ].join(' UNION ALL '),
  pins: (): string => pinProbe,
  reported: (names: readonly string[]): string =>
    `SELECT name, pg_catalog.current_setting(name) AS value FROM unnest(${textArray(names)}) AS name`,
  /** Whether a routine exists whose body may change the session behind the back of classifyStatement. */
  opaqueRoutines: `SELECT EXISTS (
    SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
    WHERE l.lanname NOT IN ('c', 'internal') AND p.oid >= 16384
      AND concat(p.prosrc, pg_catalog.pg_get_function_sqlbody(p.oid)) ~*
        '\\m(set_config|temp|temporary|pg_temp\\w*|pg_(try_)?advisory_lock\\w*|listen|hold|prepare|discard|reset)\\M|(^|;|\\mbegin|\\mthen|\\melse|\\mloop|'')\\s*set\\M'
  ) AS opaque`,
} as const

const pinProbe = `
  SELECT 'pin' AS kind, 'temporary table' AS name, '' AS value WHERE EXISTS (
    SELECT FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.pg_my_temp_schema() AND relnamespace <> 0)
  UNION ALL SELECT 'pin', 'prepared statement', '' WHERE EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql)
  UNION ALL SELECT 'pin', 'cursor', '' WHERE EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE is_holdable)
  UNION ALL SELECT 'pin', 'LISTEN', '' WHERE EXISTS (SELECT FROM pg_catalog.pg_listening_channels())
  UNION ALL SELECT 'pin', 'advisory lock', '' WHERE EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory')
  UNION ALL SELECT 'pin', 'role', '' WHERE current_user <> session_user OR session_user <> pg_catalog.pg_get_userbyid(10)`

function customSettings(names: readonly string[]): string {
  return `SELECT 'setting', custom, pg_catalog.current_setting(custom, true) FROM unnest(${textArray(names)}) AS custom
    WHERE pg_catalog.current_setting(custom, true) <> ''`
}

function textArray(values: readonly string[]): string {
  return `ARRAY[${values.map(literal).join(', ')}]::text[]`
}

/** An escape string, which reads the same whatever standard_conforming_strings says. */
function literal(value: string): string {
  return `E'${value.replace(/['\\]/g, (character) => character + character)}'`
}
