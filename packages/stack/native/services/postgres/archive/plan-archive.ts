import { isReachable } from '../../../directory/is-reachable.ts'
import type { ServiceContext } from '../../../service.ts'
import type { ArchiveTarget, FindArchiveTarget } from './archive-target.ts'
import {
  type FindPgBackRestOptions,
  findPgBackRest,
  type InstalledPgBackRest,
  isPgBackRestAtLeast,
} from './find-pgbackrest.ts'

/** Whether a stack archives its WAL. `off`: it cannot, and why; null is a stack that was never to. */
export type ArchivePlan =
  | { readonly state: 'on'; readonly pgBackRest: InstalledPgBackRest; readonly target: ArchiveTarget }
  | { readonly state: 'off'; readonly reason: string }

/** Of Debian 12; older ones know neither `repo-ls` as used here nor Postgres 15. */
const versionMin = '2.45'
const plainHttpFrom = '2.58'

export interface ArchiveOptions extends FindPgBackRestOptions {
  readonly target: FindArchiveTarget
  /** Whether that is the stack's own S3 server, which has to be up before anything is archived. */
  readonly ownServer: boolean
}

/** Decides whether this stack's WAL can be archived here; nothing is made. */
export async function planArchive(context: ServiceContext, options: ArchiveOptions): Promise<ArchivePlan> {
  const off = (reason: string) => ({ state: 'off', reason }) as const
  const pgBackRest = await findPgBackRest(options)
  if (pgBackRest === null) return off('pgBackRest is not installed')
  const found = pgBackRest.version.join('.')
  if (!isPgBackRestAtLeast(pgBackRest, versionMin)) return off(`pgBackRest is ${found}, and ${versionMin} is needed`)
  const target = await options.target(context).catch((error: Error) => error)
  if (target instanceof Error) return off(target.message)
  if (target.kind === 'directory') {
    if (context.user && !isReachable(target.path, context.user)) {
      return off(`the user ${context.user.name} cannot reach ${target.path}`)
    }
  } else if (target.endpoint.startsWith('http:') && !isPgBackRestAtLeast(pgBackRest, plainHttpFrom)) {
    return off(`pgBackRest ${found} reaches S3 over https only, and the backup store is at ${target.endpoint}`)
  }
  return { state: 'on', pgBackRest, target }
}
