import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSql } from './split-sql.ts'
import type { SqlPiece } from './sql-splitter.ts'

async function* inChunks(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}
const split = (text: string, size = text.length || 1): Promise<SqlPiece[]> =>
  Array.fromAsync(splitSql(inChunks(text, size)))
const texts = async (text: string) => (await split(text)).map((piece) => piece.text)

describe('splitSql', () => {
  it.each([
    ['a string', `insert into t values ('a;b');`],
    ['a doubled quote', `insert into t values ('it''s; fine');`],
    ['a backslash that escapes nothing in a plain string', `insert into t values ('\\');`],
    ['an escape string', `insert into t values (E'it\\'s; \\\\');`],
    ['a quoted identifier', `create table "a;""b" (id int);`],
    ['a dollar quote', `do $$ begin perform 1; end $$;`],
    ['a tagged dollar quote with another inside', `create function f() as $f$ select $$;$$; $f$;`],
    ['an identifier with a dollar', `select a$b;`],
    ['a parameter', `select $1;`],
    ['a line comment', `select 1 -- not here; it's a comment\n;`],
    ['a nested block comment', `select /* ; /* ; */ ' ; */ 1;`],
    ['parentheses', `create rule r as on insert to t do (select 1; select 2);`],
    [
      'the body of an atomic function',
      `create or replace function f() begin atomic select case when true then 1 end; end;`,
    ],
    ['a minus and a slash', `select 4-2/1;`],
    ['letters of any script', `select 'ключ;' as ключ;`],
  ])('keeps %s together', async (_what, statement) => {
    expect(await texts(`${statement}\nselect 2;`)).toEqual([statement, 'select 2;'])
  })

  it('does not take "begin" for the body of a function elsewhere', async () => {
    expect(await texts('begin; select 1; end;')).toEqual(['begin;', 'select 1;', 'end;'])
  })

  it('drops comments and space between statements, and knows the line of each', async () => {
    const pieces = await split('-- head\n\nselect 1;\n/* two\nlines */ select\n2;\n-- tail')
    expect(pieces).toEqual([
      { kind: 'statement', text: 'select 1;', line: 3 },
      { kind: 'statement', text: 'select\n2;', line: 5 },
    ])
  })

  it('recognises commands to psql and blocks of COPY data', async () => {
    const pieces = await split('\\restrict token\nselect 1;\nCOPY public.t (a, b) FROM stdin;\n')
    expect(pieces.map(({ kind, text }) => [kind, text])).toEqual([
      ['psql', '\\restrict token'],
      ['statement', 'select 1;'],
      ['copy', 'COPY public.t (a, b) FROM stdin;'],
    ])
  })

  it.each([`select 1`, `insert into t values ('abc;`, `do $$ begin;`, `select 1; /* open`, `select (1;`, `select "a;`])(
    'refuses the text %j, which ends inside a statement',
    async (text) => {
      await expect(split(text)).rejects.toMatchObject({ code: 'dump_unreadable' })
    },
  )

  it('gives the same pieces however the text is cut into chunks', async () => {
    const fragments = [
      `'`,
      `''`,
      `"`,
      `$$`,
      `$a$`,
      `$`,
      `a`,
      `E'`,
      `\\`,
      `\n`,
      `;`,
      `--`,
      `/*`,
      `*/`,
      `(`,
      `)`,
      ` `,
      `1`,
      `é`,
    ]
    const text = fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map((parts) => parts.join(''))
    const outcome = (sql: string, size: number) => split(sql, size).catch((error: { code?: string }) => error.code)
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (sql, size) => {
        expect(await outcome(sql, size)).toEqual(await outcome(sql, sql.length || 1))
      }),
      { numRuns: 500 },
    )
  })

  it('gives back every statement of any list of inserts', async () => {
    const literal = fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => `'${value.replaceAll("'", "''")}'`)
    await fc.assert(
      fc.asyncProperty(fc.array(literal, { maxLength: 10 }), fc.integer({ min: 1, max: 50 }), async (values, size) => {
        const statements = values.map((value) => `insert into t values (${value});`)
        const pieces = await split(statements.join('\n'), size)
        expect(pieces.map((piece) => piece.text)).toEqual(statements)
      }),
    )
  })
})
