import { rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { ServiceContext, ServiceFile } from '../../service.ts'
import { makeServiceFolder } from '../make-service-folder.ts'
import { makeWholeDirectory } from '../make-whole-directory.ts'
import { writeServiceFile } from '../write-service-file.ts'
import { cephDataFiles, cephFiles } from './ceph-files.ts'
import { type CephIdentity, loadCephIdentity } from './ceph-identity.ts'
import { makeCertificate } from './make-certificate.ts'
import { monitorAddress, renderCephSettings } from './render-ceph-settings.ts'
import { runCeph } from './run-ceph.ts'

const gibibyte = 1024 ** 3
const storageBytesMax = 20 * gibibyte
const freeBytesMin = 4 * gibibyte

/**
 * Writes the settings, and makes the directories of monitor and storage daemon. They ask nobody for a key (no cephx): all
 * of them listen on loopback only, and whoever may run programs on this machine can read and write what is stored. The
 * gateway's accounts hold against everybody else.
 */
export async function makeCephStore(context: ServiceContext): Promise<void> {
  const files = cephFiles(context)
  const { user } = context
  await assertWhole(context)
  for (const directory of [files.root, files.gateway, files.crashes]) {
    await makeServiceFolder(directory, user)
  }
  const identity = await loadCephIdentity(context)
  await makeCertificate(context)
  await writeCephSettings(context, identity)
  const [hasMonitor, hasStorage] = await Promise.all([exists(files.monitor), exists(files.storage)])
  if (hasMonitor && hasStorage) return
  const map = join(files.root, 'monmap')
  await makeMonitorMap(context, { map, identity })
  await Promise.all([
    hasMonitor || makeWholeDirectory(files.monitor, { user, fill: (data) => makeMonitor(context, { data, map }) }),
    hasStorage ||
      makeWholeDirectory(files.storage, { user, fill: (data) => makeStorage(context, { data, map, identity }) }),
  ])
  await rm(map)
}

/** What was one store once is never made whole with new, empty parts: they would not fit what is left. */
async function assertWhole(context: ServiceContext): Promise<void> {
  const { root, registered } = cephFiles(context)
  if (!(await exists(registered))) return
  for (const file of cephDataFiles(context)) {
    if (await exists(file)) continue
    const detail = `${file} is gone; put it back, or move ${root} away to begin anew`
    throw new AuraError('service_setup_failed', { service: 'minio', detail, directory: context.directory })
  }
}

/** Anew at each start, for the ports may be others. */
export async function writeCephSettings(context: ServiceContext, identity: CephIdentity): Promise<void> {
  const { path, text } = await cephSettingsFile(context, identity)
  await writeServiceFile(path, text, context.user)
}

/** What the daemons are started with. */
export async function cephSettingsFile(context: ServiceContext, identity: CephIdentity): Promise<ServiceFile> {
  const files = cephFiles(context)
  const storageBytes = await sizeStorage(files.root, files.storage)
  const { S3_PORT: gatewayPort, S3_TLS_PORT } = context.ports
  const tlsPort = (await exists(files.certificate)) ? S3_TLS_PORT : null
  const text = renderCephSettings({ files, identity, gatewayPort, tlsPort, storageBytes })
  return { path: files.settings, text }
}

/** The store's file is sparse: it takes the room only of what it holds. Too little on the disk breaks it, not just a write. */
async function sizeStorage(root: string, storage: string): Promise<number> {
  const existing = await stat(join(storage, 'block')).catch(() => null)
  if (existing) return existing.size
  const { bavail, bsize } = await statfs(root)
  const freeBytes = bavail * bsize
  if (freeBytes < freeBytesMin) throw new Error(`less than ${freeBytesMin / gibibyte} GiB are free on the disk`)
  return Math.min(storageBytesMax, Math.floor(freeBytes / 2 / gibibyte) * gibibyte)
}

async function makeMonitorMap(context: ServiceContext, { map, identity }: { map: string; identity: CephIdentity }) {
  await rm(map, { force: true })
  const words = ['--create', '--fsid', identity.fsid, '--addv', 'a', monitorAddress(identity.monitorPort), map]
  await runCeph(context, 'monmaptool', words)
}

async function makeMonitor(context: ServiceContext, { data, map }: { data: string; map: string }) {
  await runCeph(context, 'ceph-mon', ['--mkfs', '-i', 'a', '--mon-data', data, '--monmap', map])
}

async function makeStorage(
  context: ServiceContext,
  { data, map, identity }: { data: string; map: string; identity: CephIdentity },
) {
  const words = [
    '--mkfs',
    '--no-mon-config',
    '-i',
    '0',
    '--osd-uuid',
    identity.storageId,
    '--osd-data',
    data,
    '--monmap',
    map,
  ]
  await runCeph(context, 'ceph-osd', words)
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
