import { expect, it } from 'vitest'
import { selectTables } from './select-tables.ts'

const select = selectTables({ tables: ['users', 'Odd "one"'], schema: 'restored_1' })

it.each([
  [
    'CREATE TABLE public.users (\n    id uuid NOT NULL\n);',
    'CREATE TABLE "restored_1"."users" (\n    id uuid NOT NULL\n);',
  ],
  ['COPY public.users (id) FROM stdin;', 'COPY "restored_1"."users" (id) FROM stdin;'],
  ["INSERT INTO public.users VALUES ('public.users');", `INSERT INTO "restored_1"."users" VALUES ('public.users');`],
  ['COPY public."Odd ""one""" (id) FROM stdin;', 'COPY "restored_1"."Odd ""one""" (id) FROM stdin;'],
  ['SET statement_timeout = 0;', 'SET statement_timeout = 0;'],
])('%s goes to the other schema, or is of the session alone', (text, expected) => {
  expect(select(text)).toBe(expected)
})

it.each([
  'CREATE TABLE public.users_old (id int);',
  'COPY public.jobs (id) FROM stdin;',
  'ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);',
  'CREATE INDEX i ON public.users USING btree (id);',
  'CREATE TABLE other.users (id int);',
  'DROP TABLE public.users;',
  'CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;',
])('%s is left out', (text) => {
  expect(select(text)).toBeNull()
})
