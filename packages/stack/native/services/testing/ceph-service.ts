import type { Service } from '../../service.ts'
import { findProgram } from '../find-program.ts'
import { createMinioService } from '../minio.ts'

/** The S3 server as it is on a machine without MinIO: for tests of what only Ceph does. */
export function cephService(): Service {
  return createMinioService({ find: async (name) => (['minio', 'mc'].includes(name) ? null : await findProgram(name)) })
}
