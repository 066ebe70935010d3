import { dirname } from 'node:path'
import type { Service } from '../service.ts'
import { archiveFiles, stanza } from './postgres/archive/archive-files.ts'
import { type ArchiveOptions, planArchive } from './postgres/archive/plan-archive.ts'

const timeoutMs = 60_000

/** Makes the repository of this cluster's WAL at each `up`: until then Postgres keeps what it cannot archive. */
export function createPgBackRestService(archive: ArchiveOptions): Service {
  return {
    name: 'pgbackrest',
    dependsOn: archive.ownServer ? ['postgres', 'minio'] : ['postgres'],
    ports: [],
    startTimeoutMs: timeoutMs,
    oneOff: true,
    dispensable: true,
    async missing(context) {
      const plan = await planArchive(context, archive)
      return plan.state === 'off' ? `no WAL is archived: ${plan.reason}` : null
    },
    prepare: async () => undefined,
    async processes(context) {
      const plan = await planArchive(context, archive)
      if (plan.state === 'off') throw new Error(plan.reason)
      const { settings, passwords } = archiveFiles(context)
      return [
        {
          name: 'pgbackrest',
          program: plan.pgBackRest.program,
          words: [`--config=${settings}`, `--stanza=${stanza}`, '--log-level-console=info', 'stanza-create'],
          environment: { PGPASSFILE: passwords },
          workingDirectory: dirname(settings),
          runsAs: 'stack',
        },
      ]
    },
    check: async () => undefined,
  }
}
