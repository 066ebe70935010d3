import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { projectDirectory } from '../../config.ts'
import { findProgram } from '../../programs/find-program.ts'
import { programOutput } from '../../programs/program-output.ts'
import { findPostgres, type PostgresInstallation } from './find-postgres.ts'

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

export interface ProgramFacts {
  readonly node: string
  /** What package.json asks for. */
  readonly wanted: { readonly node: string; readonly pnpm: string }
  readonly postgres: readonly PostgresInstallation[]
  readonly programs: Readonly<Record<ProgramName, ProgramFact>>
}

const packageSchema = z.object({ packageManager: z.string(), engines: z.object({ node: z.string() }) })

/** What is installed, by the `PATH` given. */
export async function readProgramFacts(options: {
  path: string | undefined
  except: readonly string[]
}): Promise<ProgramFacts> {
  const wanted = packageSchema.parse(JSON.parse(await readFile(join(projectDirectory, 'package.json'), 'utf8')))
  const found = await Promise.all(
    Object.entries(programs).map(async ([name, word]) => [name, await look(name, { ...options, word })] as const),
  )
  return {
    node: process.versions.node,
    wanted: { node: wanted.engines.node, pnpm: wanted.packageManager.replace(/^pnpm@|\+.*$/g, '') },
    postgres: await findPostgres(),
    programs: Object.fromEntries(found) as Record<ProgramName, ProgramFact>,
  }
}

async function look(
  name: string,
  options: { path: string | undefined; except: readonly string[]; word: string },
): Promise<ProgramFact> {
  const path = await findProgram(name, options)
  return { path, output: path && (await programOutput(path, [options.word])) }
}
