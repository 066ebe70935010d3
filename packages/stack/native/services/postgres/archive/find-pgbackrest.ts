import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram } from '../../find-program.ts'

export interface InstalledPgBackRest {
  readonly program: string
  readonly version: readonly [major: number, minor: number]
}

export interface FindPgBackRestOptions {
  readonly find?: (name: string) => Promise<string | null>
}

const versionTimeoutMs = 5_000

/** pgBackRest as it is installed; null when it is not, or does not say its version. */
export async function findPgBackRest({
  find = findProgram,
}: FindPgBackRestOptions = {}): Promise<InstalledPgBackRest | null> {
  const program = await find('pgbackrest')
  if (program === null) return null
  const words = ['version']
  const said = await promisify(execFile)(program, words, { timeout: versionTimeoutMs }).catch(() => null)
  const [, major, minor] = /^pgBackRest (\d+)\.(\d+)/.exec(said?.stdout ?? '') ?? []
  return major === undefined ? null : { program, version: [Number(major), Number(minor)] }
}

export function isPgBackRestAtLeast({ version: [major, minor] }: InstalledPgBackRest, wanted: string): boolean {
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}
