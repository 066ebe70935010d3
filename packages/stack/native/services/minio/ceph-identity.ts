import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AuraError } from '@aura-sign/core'
import { z } from 'zod'
import type { ServiceContext } from '../../service.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { cephFiles } from './ceph-files.ts'
import { chooseFreePort } from './choose-free-port.ts'

const identitySchema = z.object({ fsid: z.uuid(), storageId: z.uuid(), monitorPort: z.number().int() })

/** What a Ceph store is known by from its first start on; the port moves when another program has taken it. */
export type CephIdentity = z.infer<typeof identitySchema>

/** Reads it, or makes it on the first start. Throws `service_setup_failed` when it is damaged. */
export async function loadCephIdentity(context: ServiceContext): Promise<CephIdentity> {
  const { identity: path } = cephFiles(context)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) {
    const made = { fsid: randomUUID(), storageId: randomUUID(), monitorPort: await chooseFreePort() }
    await saveCephIdentity(context, made)
    return made
  }
  try {
    return identitySchema.parse(JSON.parse(text))
  } catch (cause) {
    const detail = `${path} is damaged`
    throw new AuraError('service_setup_failed', { service: 'minio', detail, directory: context.directory }, { cause })
  }
}

export async function saveCephIdentity(context: ServiceContext, identity: CephIdentity): Promise<void> {
  await writeServiceFile(cephFiles(context).identity, `${JSON.stringify(identity)}\n`, context.user)
}
