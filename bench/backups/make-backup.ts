import { fileURLToPath } from 'node:url'
import { type MeasuredProcess, measureProcess } from '../harness/measure-process.ts'

const program = fileURLToPath(new URL('./create-backup-program.ts', import.meta.url))

export interface MadeBackup extends MeasuredProcess {
  readonly name: string
  readonly sizeBytes: number
}

/** A backup of a database, made by a process of its own, whose time and memory are taken. */
export async function makeBackup(databaseUrl: string, environment: Record<string, string>): Promise<MadeBackup> {
  const measured = await measureProcess(process.execPath, [program], {
    environment: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, ...environment },
  })
  return { ...measured, ...(JSON.parse(measured.stdout) as { name: string; sizeBytes: number }) }
}
