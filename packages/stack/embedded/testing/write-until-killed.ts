import { openPool } from '@aura-sign/postgres'
import { openEmbeddedDatabase } from '../open-embedded-database.ts'

// A process of its own for crash.integration.test.ts: opens the directory and writes from five connections, printing
// each row's number once the database has acknowledged it, until it is killed.
const [directory = '', start = '0'] = process.argv.slice(2)
const database = await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
const sql = openPool({ url: database.url, applicationName: 'writer', connectionsMax: 5 })
await sql`create table if not exists ledger (id bigint primary key, padding text not null)`

let next = Number(start)
async function write(): Promise<never> {
  for (;;) {
    const id = next++
    if (id % 3 === 0) await sql`insert into ledger values (${id}, ${'x'.repeat(id % 2000)})`
    else await sql.begin((transaction) => transaction`insert into ledger values (${id}, 'in a transaction')`)
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(Array.from({ length: 5 }, write))
