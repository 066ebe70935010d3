import { fileURLToPath } from 'node:url'
import { guardianNodeFlags, guardianNodeVariables } from '../../apps/guardian/node-flags.ts'
import { type MeasuredProcess, measureProcess } from '../harness/measure-process.ts'

const program = fileURLToPath(new URL('./create-backup-program.ts', import.meta.url))

/** What of a backup's format is asked for. */
export interface BenchFormat {
  readonly compression?: 'gzip' | 'zstd'
  readonly recipients?: readonly string[]
  /** Null: compressed without that program, where it is installed too. */
  readonly igzip?: null
}

export interface MadeBackup extends MeasuredProcess {
  readonly name: string
  readonly sizeBytes: number
}

/** A backup of a database, made by a process of its own, whose time and memory are taken. */
export async function makeBackup(
  databaseUrl: string,
  options: { environment: Record<string, string>; format: BenchFormat },
): Promise<MadeBackup> {
  const measured = await measureProcess(process.execPath, [...guardianNodeFlags, program], {
    environment: {
      PATH: process.env.PATH,
      ...guardianNodeVariables,
      DATABASE_URL: databaseUrl,
      BENCH_FORMAT: JSON.stringify(options.format),
      ...options.environment,
    },
  })
  return { ...measured, ...(JSON.parse(measured.stdout) as { name: string; sizeBytes: number }) }
}
