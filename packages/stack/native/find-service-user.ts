import { AuraError } from '@aura-sign/core'
import { x } from 'tinyexec'
import type { ServiceUser } from './service-user.ts'

const defaultName = 'aura-sign'
const timeoutMs = 5_000

/**
 * Who the services run as: when the caller is root the user `name` (default aura-sign), else the caller (null). Throws
 * `service_user_missing`.
 */
export async function findServiceUser(options: {
  name: string | undefined
  callerUid: number | undefined
}): Promise<ServiceUser | null> {
  if (options.callerUid !== 0) return null
  const name = options.name || defaultName
  const [uid, gid] = await Promise.all([id(['-u', '--', name]), id(['-g', '--', name])])
  // Postgres refuses to run as root, whatever name it goes by.
  if (uid === null || gid === null || uid === 0) throw new AuraError('service_user_missing', { user: name })
  return { name, uid, gid }
}

async function id(words: string[]): Promise<number | null> {
  const { exitCode, stdout } = await x('id', words, { timeout: timeoutMs })
  return exitCode === 0 && /^\d+\s*$/.test(stdout) ? Number(stdout) : null
}
