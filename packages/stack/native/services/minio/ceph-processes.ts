import { stat } from 'node:fs/promises'
import type { ServiceContext, ServiceProcess } from '../../service.ts'
import { findProgram } from '../find-program.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { cephFiles } from './ceph-files.ts'
import { loadCephIdentity } from './ceph-identity.ts'
import { makeCephAccounts } from './make-ceph-accounts.ts'
import { moveMonitor } from './move-monitor.ts'
import { runCeph } from './run-ceph.ts'

/** Monitor, storage daemon and gateway, in the order in which they need each other. */
export async function cephProcesses(context: ServiceContext): Promise<readonly ServiceProcess[]> {
  const { settings, root } = cephFiles(context)
  const daemon = async (name: string, words: readonly string[], before: () => Promise<void>) => {
    const [program = '', ...rest] = words
    const found = (await findProgram(program)) ?? program
    return { name, program: found, words: ['-c', settings, ...rest, '-f'], workingDirectory: root, before } as const
  }
  const processes = await Promise.all([
    daemon('minio-mon', ['ceph-mon', '-i', 'a'], () => moveMonitor(context)),
    daemon('minio-osd', ['ceph-osd', '-i', '0'], () => register(context)),
    daemon('minio', ['radosgw', '-n', 'client.rgw'], () => makeCephAccounts(context)),
  ])
  return processes.map((process) => ({ ...process, runsAs: 'stack' }))
}

/** Makes the storage daemon known to the monitor, once. */
async function register(context: ServiceContext): Promise<void> {
  const { registered } = cephFiles(context)
  if (await stat(registered).catch(() => null)) return
  const { storageId } = await loadCephIdentity(context)
  await runCeph(context, 'ceph', ['--connect-timeout', '30', 'osd', 'new', storageId, '0'])
  await writeServiceFile(registered, `${storageId}\n`, context.user)
}
