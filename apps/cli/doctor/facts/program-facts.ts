import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findServerProgram, type InstalledPostgres, isUsableMajor, listInstalledPostgres } from '@aura-sign/stack'
import { z } from 'zod'
import { projectDirectory } from '../../config.ts'
import { findProgram } from '../../programs/find-program.ts'
import { programOutput } from '../../programs/program-output.ts'

/** A program that was looked for: null path when it is not installed, null output when it does not say its version. */
export interface ProgramFact {
  readonly path: string | null
  readonly output: string | null
}

const programs = {
  pnpm: '--version',
  psql: '--version',
  pg_dump: '--version',
  'redis-server': '--version',
  'redis-cli': '--version',
  minio: '--version',
  radosgw: '--version',
  prometheus: '--version',
  'prometheus-alertmanager': '--version',
  alertmanager: '--version',
  aws: '--version',
  mc: '--version',
} as const

export type ProgramName = keyof typeof programs

// Those that the native stack starts, wherever it finds them: packages put servers where few people's PATH leads.
const servers: readonly string[] = [
  'redis-server',
  'minio',
  'radosgw',
  'prometheus',
  'prometheus-alertmanager',
  'alertmanager',
] satisfies ProgramName[]

export interface ProgramFacts {
  readonly node: string
  /** What package.json asks for. */
  readonly wanted: { readonly node: string; readonly pnpm: string }
  /** Those of a version that can be used, oldest first. */
  readonly postgres: readonly Pick<InstalledPostgres, 'major' | 'pgvector'>[]
  readonly programs: Readonly<Record<ProgramName, ProgramFact>>
}

const packageSchema = z.object({ packageManager: z.string(), engines: z.object({ node: z.string() }) })

/** What is installed: servers where the native stack looks for them, all else by the `PATH` given. */
export async function readProgramFacts(options: {
  path: string | undefined
  except: readonly string[]
  /** The only folder to look for Postgres in; default: wherever packages put one. */
  postgresBin?: string | undefined
}): Promise<ProgramFacts> {
  const wanted = packageSchema.parse(JSON.parse(await readFile(join(projectDirectory, 'package.json'), 'utf8')))
  const found = await Promise.all(
    Object.entries(programs).map(async ([name, word]) => [name, await look(name, { ...options, word })] as const),
  )
  const { postgresBin } = options
  const installed = await listInstalledPostgres(postgresBin === undefined ? undefined : [postgresBin])
  return {
    node: process.versions.node,
    wanted: { node: wanted.engines.node, pnpm: wanted.packageManager.replace(/^pnpm@|\+.*$/g, '') },
    postgres: installed.filter(({ major }) => isUsableMajor(major)),
    programs: Object.fromEntries(found) as Record<ProgramName, ProgramFact>,
  }
}

async function look(
  name: string,
  options: { path: string | undefined; except: readonly string[]; word: string },
): Promise<ProgramFact> {
  const path = servers.includes(name) ? await findServerProgram(name) : await findProgram(name, options)
  return { path, output: path && (await programOutput(path, [options.word])) }
}
