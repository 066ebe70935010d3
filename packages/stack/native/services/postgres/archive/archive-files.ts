import { join } from 'node:path'
import { stackLayout } from '../../../directory/stack-layout.ts'
import type { ServiceContext } from '../../../service.ts'

/** The one stanza of a repository. */
export const stanza = 'aura'

/** What pgBackRest works with, in the directory of the service postgres, whichever service runs it. */
export function archiveFiles({ stackDirectory }: Pick<ServiceContext, 'stackDirectory'>) {
  const postgres = stackLayout(stackDirectory).serviceDirectory('postgres')
  const root = join(postgres, 'pgbackrest')
  return {
    root,
    data: join(postgres, 'data'),
    settings: join(root, 'pgbackrest.conf'),
    passwords: join(root, 'pgpass'),
    locks: join(root, 'lock'),
    logs: join(root, 'log'),
    spool: join(root, 'spool'),
  }
}
