import type { Query } from './query.ts'

// Everything that changes how Postgres writes a value as text: definitions are such text, and so are values of types that have no
// binary form of their own.
const canonicalSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  search_path: 'pg_catalog',
}

/** Runs `use` with the session's text output independent of its settings, then puts the settings back. */
export async function withCanonicalText<T>(query: Query, use: () => Promise<T>): Promise<T> {
  const names = Object.keys(canonicalSettings)
  const [before] = await query(`select ${names.map((name) => `current_setting('${name}') as "${name}"`).join(', ')}`)
  await applySettings(query, canonicalSettings)
  const result = await use().catch(async (error: unknown) => {
    // The first failure is the one to report: a broken connection fails here again.
    await applySettings(query, before ?? {}).catch(() => undefined)
    throw error
  })
  await applySettings(query, before ?? {})
  return result
}

async function applySettings(query: Query, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', '${String(value).replaceAll("'", "''")}', false)`,
  )
  await query(`select ${calls.join(', ')}`)
}
