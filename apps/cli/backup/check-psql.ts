import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { CommandContext } from '../config.ts'
import { findProgram } from '../programs/find-program.ts'
import { programOutput } from '../programs/program-output.ts'
import { understandsRestrict } from '../programs/understands-restrict.ts'
import { parseVersion } from '../programs/version.ts'

// pg_dump writes it below its first comment.
const headBytes = 64 * 1024

/**
 * The version of the psql on the PATH when it cannot load this gzip file, which begins with `\restrict` and which it does not know; null when it
 * can, and when there is no psql to ask.
 */
export async function findUnfitPsql({ environment }: CommandContext, file: string): Promise<string | null> {
  const path = await findProgram('psql', { path: environment.PATH })
  const found = path && parseVersion((await programOutput(path, ['--version'])) ?? '')
  if (!found || understandsRestrict(found) || !(await isRestricted(file))) return null
  return found.slice(0, 2).join('.')
}

async function isRestricted(file: string): Promise<boolean> {
  let head = ''
  for await (const chunk of pipeline(createReadStream(file), createGunzip(), () => undefined)) {
    head += Buffer.from(chunk).toString('latin1')
    if (head.length > headBytes) break
  }
  return /^\\restrict /m.test(head)
}
