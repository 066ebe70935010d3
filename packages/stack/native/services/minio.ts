import { existsSync } from 'node:fs'
import type { Service } from '../service.ts'
import { cephDataFiles, cephFiles } from './minio/ceph-files.ts'
import { loadCephIdentity } from './minio/ceph-identity.ts'
import { cephProcesses } from './minio/ceph-processes.ts'
import { type ChooseServerOptions, chooseServer } from './minio/choose-server.ts'
import { cephSettingsFile, makeCephStore } from './minio/make-ceph-store.ts'
import { settleMinioAccounts } from './minio/minio-accounts.ts'
import { makeMinioStore, minioDataFiles, minioProcesses } from './minio/minio-server.ts'
import { objectAccounts } from './minio/object-accounts.ts'

const startTimeoutMs = 90_000

/** The S3 server: MinIO where it is installed, else Ceph's RADOS Gateway with one monitor and one storage daemon. */
export function createMinioService(options: ChooseServerOptions = {}): Service {
  return {
    name: 'minio',
    dependsOn: [],
    port: 'S3_PORT',
    ports: ['S3_PORT', 'S3_TLS_PORT'],
    startTimeoutMs,
    async prepare(context) {
      const server = await chooseServer(context, options)
      if (server.kind === 'minio') await makeMinioStore(context)
      else await makeCephStore(context)
    },
    async files(context) {
      const server = await chooseServer(context, options)
      return server.kind === 'minio' ? [] : [await cephSettingsFile(context, await loadCephIdentity(context))]
    },
    dataFiles: (context) => (existsSync(cephFiles(context).root) ? cephDataFiles(context) : minioDataFiles(context)),
    startSecrets: ({ secrets }) => objectAccounts(secrets).flatMap(({ credentials }) => Object.values(credentials)),
    async processes(context) {
      const server = await chooseServer(context, options)
      return server.kind === 'minio' ? minioProcesses(context, server) : cephProcesses(context)
    },
    async check(context) {
      // The S3 client takes longer to load than most commands take: only when it is used.
      const { checkObjectServer } = await import('./minio/check-object-server.ts')
      await checkObjectServer(context)
    },
    async settle(context) {
      const server = await chooseServer(context, options)
      if (server.kind === 'minio') await settleMinioAccounts(context, server)
      const { settleBuckets } = await import('./minio/settle-buckets.ts')
      await settleBuckets(context, server.kind)
    },
  }
}

/** The S3 server of a person's stack. */
export const minioService: Service = createMinioService()
