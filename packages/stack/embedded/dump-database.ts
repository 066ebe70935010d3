import { randomBytes } from 'node:crypto'
import { dumpArguments, insertArguments } from '@aura-sign/postgres/dump-arguments'
import type { PGlite } from '@electric-sql/pglite'
import { pgDump } from '@electric-sql/pglite-tools/pg_dump'
import type { Engine } from './engine.ts'
import type { SharedSession } from './session/shared-session.ts'

/**
 * The database as plain SQL of pg_dump 18: one statement per line group, `INSERT`s of at most 100 rows, no owners. Runs
 * on this thread to its end; the session must belong to nobody meanwhile.
 */
export async function dumpDatabase(shared: SharedSession): Promise<Uint8Array> {
  shared.runAsServer('SELECT 1')
  const shield = new LineShield()
  try {
    const file = await pgDump({ pg: asPglite(shared.engine, shield), args: [...dumpArguments, ...insertArguments] })
    return shield.restore(Buffer.from(await file.arrayBuffer()))
  } finally {
    // pg_dump leaves without ending its transaction and settings.
    shared.engine.query('ROLLBACK')
    shared.discard()
  }
}

/** The three methods of PGlite that pgDump calls, on our engine. */
function asPglite(engine: Engine, shield: LineShield): PGlite {
  const adapter = {
    // With these it saves and restores the search path, which discard does; after a failure they would only hide it.
    query: async () => ({ rows: [{ search_path: '' }] }),
    exec: async () => undefined,
    // pgDump expects this to have run when it returns, whatever its promise does.
    execProtocolRawStream: async (message: Uint8Array, { onRawData }: { onRawData(bytes: Uint8Array): void }) => {
      // Lives in the memory of pg_dump's module, which may grow; and a terminating 'X' would end Postgres.
      const copy = Buffer.from(message)
      if (copy[0] === terminateType) return
      onRawData(copy[0] === 0 ? engine.startup(copy) : shield.cover(engine.collect(copy)))
    },
  }
  return adapter as unknown as PGlite
}

const terminateType = 'X'.charCodeAt(0)

/**
 * pgDump deletes every line that begins with `\restrict` from its result, also inside a stored text. So such words are
 * swapped for random ones of the same length on their way to pg_dump, and back in the dump.
 */
class LineShield {
  readonly #words = new Map<string, string>()

  cover(output: Buffer): Buffer {
    if (!output.includes('restrict') && !/restrict/i.test(output.toString('latin1'))) return output
    const covered = output.toString('latin1').replace(restrictLine, (_, lineEnd: string, word: string) => {
      const cover = randomBytes(word.length).toString('hex').slice(0, word.length)
      this.#words.set(cover, word)
      return lineEnd + cover
    })
    return Buffer.from(covered, 'latin1')
  }

  restore(dump: Buffer): Buffer {
    if (this.#words.size === 0) return dump
    const covers = new RegExp([...this.#words.keys()].join('|'), 'g')
    return Buffer.from(
      dump.toString('latin1').replace(covers, (cover) => this.#words.get(cover) ?? cover),
      'latin1',
    )
  }
}

/** Line ends as JavaScript's multiline `^` knows them; the last two are U+2028 and U+2029 in UTF-8. */
const restrictLine = /([\n\r]|\xe2\x80[\xa8\xa9])(\\(?:un)?restrict)/gi
