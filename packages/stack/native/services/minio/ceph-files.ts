import { join } from 'node:path'
import type { ServiceContext } from '../../service.ts'

/** Where a single-node Ceph keeps what it has. */
export function cephFiles({ directory }: Pick<ServiceContext, 'directory'>) {
  const root = join(directory, 'ceph')
  return {
    root,
    settings: join(root, 'ceph.conf'),
    identity: join(root, 'identity.json'),
    monitor: join(root, 'mon'),
    storage: join(root, 'osd'),
    gateway: join(root, 'rgw'),
    crashes: join(root, 'crash'),
    /** Of the gateway's port with TLS; who trusts this file trusts this gateway and nobody else. */
    certificate: join(root, 'certificate.pem'),
    certificateKey: join(root, 'certificate-key.pem'),
    /** There once the monitor knows the storage daemon. */
    registered: join(root, 'registered'),
    /** Says which accounts the gateway has been given. */
    accounts: join(root, 'accounts'),
  }
}

/** Of its identity, its monitor and its storage each one: without any of the three nothing of what is stored can be read. */
export function cephDataFiles(context: Pick<ServiceContext, 'directory'>): readonly string[] {
  const { identity, monitor, storage } = cephFiles(context)
  return [identity, join(monitor, 'kv_backend'), join(storage, 'block')]
}
