import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { findProgram } from '../find-program.ts'

/** `client` is MinIO's own command line, which makes the accounts. */
export type ObjectServer = { kind: 'minio'; program: string; client: string } | { kind: 'ceph' }

export interface ChooseServerOptions {
  readonly find?: (program: string) => Promise<string | null>
}

const cephPrograms = ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'monmaptool']

/** The server whose data is there already; else MinIO when it is installed, else Ceph. Throws `service_program_missing`. */
export async function chooseServer(
  { directory }: Pick<ServiceContext, 'directory'>,
  { find = findProgram }: ChooseServerOptions = {},
): Promise<ObjectServer> {
  const [program, client] = await Promise.all([find('minio'), find('mc')])
  const hasMinioData = await exists(join(directory, 'minio'))
  const hasCephData = await exists(join(directory, 'ceph'))
  if (program !== null && client !== null && !hasCephData) return { kind: 'minio', program, client }
  const missing = (name: string) => new AuraError('service_program_missing', { service: 'minio', program: name })
  if (hasMinioData) throw missing(program === null ? 'minio' : 'mc')
  const found = await Promise.all(cephPrograms.map(find))
  const absent = cephPrograms.find((_, index) => found[index] === null)
  if (absent !== undefined) throw missing(absent)
  return { kind: 'ceph' }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
