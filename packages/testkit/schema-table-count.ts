import { readFileSync } from 'node:fs'

const schema = readFileSync(new URL('../postgres/schema.sql', import.meta.url), 'utf8')

/** How many tables a migrated database has. */
export const schemaTableCount = schema.match(/^create table /gim)?.length ?? 0
