import { type Check, checkOf } from './check.ts'
import type { DatabaseDescription, TableDescription } from './database-description.ts'

/** Compares a restored database with what the manifest recorded; any red check means that it is another database. */
export function compareDatabases(expected: DatabaseDescription, found: DatabaseDescription): Check[] {
  return [
    compareSchema(expected, found),
    compareExtensions(expected, found),
    compareTables(expected, found),
    compareRows(expected, found),
    compareContent(expected, found),
    compareIndexes(expected, found),
    ...compareDefinitions(expected, found),
    compareHeartbeats(expected, found),
  ]
}

function compareSchema(expected: DatabaseDescription, found: DatabaseDescription): Check {
  const faults =
    expected.schemaVersion === found.schemaVersion
      ? []
      : [`the schema is ${found.schemaVersion ?? 'absent'} instead of ${expected.schemaVersion ?? 'absent'}`]
  return checkOf('schema version', faults, String(found.schemaVersion))
}

/** Versions may differ: another server brings its own. */
function compareExtensions(expected: DatabaseDescription, found: DatabaseDescription): Check {
  const missing = Object.keys(expected.extensions).filter((name) => found.extensions[name] === undefined)
  const present = Object.entries(found.extensions).map(([name, version]) => `${name} ${version}`)
  return checkOf(
    'extensions',
    missing.map((name) => `${name} is missing`),
    present.join(', '),
  )
}

function compareTables(expected: DatabaseDescription, found: DatabaseDescription): Check {
  const faults = setDifferences(Object.keys(expected.tables), Object.keys(found.tables))
  for (const { name, before, after } of commonTables(expected, found)) {
    const columns = setDifferences(before.columns, after.columns)
    faults.push(...columns.map((fault) => `${name}: the column ${fault}`))
  }
  return checkOf('tables', faults, `${Object.keys(found.tables).length} tables`)
}

function compareRows(expected: DatabaseDescription, found: DatabaseDescription): Check {
  const tables = commonTables(expected, found)
  const faults = tables
    .filter(({ before, after }) => before.rows !== after.rows)
    .map(({ name, before, after }) => `${name} has ${after.rows} rows instead of ${before.rows}`)
  const rows = tables.reduce((sum, { after }) => sum + after.rows, 0)
  return checkOf('row counts', faults, `${rows} rows`)
}

function compareContent(expected: DatabaseDescription, found: DatabaseDescription): Check {
  const tables = commonTables(expected, found)
  const faults = tables
    .filter(({ before, after }) => before.fingerprint !== after.fingerprint)
    .map(({ name }) => `the content of ${name} differs`)
  return checkOf('content fingerprints', faults, `${tables.length} tables are equal`)
}

/** Without an index every answer stays right and becomes slow, so nothing else would notice. */
function compareIndexes(expected: DatabaseDescription, found: DatabaseDescription): Check {
  return checkOf('indexes', setDifferences(expected.indexes, found.indexes), `${found.indexes.length} indexes`)
}

/** A lost constraint or a changed type lets in later what the first database refused; nothing else would notice. */
function compareDefinitions(expected: DatabaseDescription, found: DatabaseDescription): Check[] {
  const [before, after] = [expected.definitions, found.definitions]
  // A backup from before definitions were recorded.
  if (!before || !after) return []
  const faults = setDifferences(Object.keys(before), Object.keys(after))
  for (const [name, definition] of Object.entries(before)) {
    const now = after[name]
    if (now !== undefined && now !== definition) faults.push(`${name} is "${now}" instead of "${definition}"`)
  }
  return [checkOf('definitions', faults, `${Object.keys(after).length} columns, constraints and indexes`)]
}

function compareHeartbeats(expected: DatabaseDescription, found: DatabaseDescription): Check {
  const [before, after] = [expected.newestHeartbeat?.at ?? 'none', found.newestHeartbeat?.at ?? 'none']
  return checkOf('newest heartbeat', before === after ? [] : [`it is ${after} instead of ${before}`], after)
}

function commonTables(
  expected: DatabaseDescription,
  found: DatabaseDescription,
): { name: string; before: TableDescription; after: TableDescription }[] {
  return Object.entries(expected.tables).flatMap(([name, before]) => {
    const after = found.tables[name]
    return after ? [{ name, before, after }] : []
  })
}

function setDifferences(expected: readonly string[], found: readonly string[]): string[] {
  return [
    ...expected.filter((name) => !found.includes(name)).map((name) => `${name} is missing`),
    ...found.filter((name) => !expected.includes(name)).map((name) => `${name} should not be there`),
  ]
}
