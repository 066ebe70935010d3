import { basename } from 'node:path'
import type { cephFiles } from './ceph-files.ts'
import type { CephIdentity } from './ceph-identity.ts'

export interface CephSettings {
  readonly files: ReturnType<typeof cephFiles>
  readonly identity: CephIdentity
  readonly gatewayPort: number
  /** Null: the gateway has no certificate. */
  readonly tlsPort: number | null
  readonly storageBytes: number
}

/** `ceph.conf`: one of each daemon, on loopback only. */
export function renderCephSettings({ files, identity, gatewayPort, tlsPort, storageBytes }: CephSettings): string {
  // No path here can hold a space that Ceph would take for the end of it: they are relative to where the gateway runs.
  const { certificate, certificateKey } = files
  const tls =
    tlsPort === null
      ? ''
      : ` ssl_endpoint=127.0.0.1:${tlsPort} ssl_certificate=${basename(certificate)} ssl_private_key=${basename(certificateKey)}`
  const common: Record<string, string | number> = {
    fsid: identity.fsid,
    'mon host': monitorAddress(identity.monitorPort),
    'ms bind msgr1': 'false',
    'auth cluster required': 'none',
    'auth service required': 'none',
    'auth client required': 'none',
    // The gateway cannot reach the monitor otherwise, once nobody authenticates.
    'ms mon client mode': 'crc',
    'admin socket': '',
    'crash dir': files.crashes,
    // What daemons have to say belongs into the log of the stack, which is kept small and shown when they fail.
    'log to file': 'false',
    'mon cluster log to file': 'false',
    'mon data': files.monitor,
    'osd data': files.storage,
    'rgw data': files.gateway,
    'debug osd': 0,
    'debug bluestore': 0,
    'debug rocksdb': 0,
    // One copy, on one disk: the backups are elsewhere.
    'osd pool default size': 1,
    'mon allow pool size one': 'true',
    'osd pool default pg num': 4,
    'osd pool default pg autoscale mode': 'off',
    'rgw rados pool pg num min': 4,
    'osd crush chooseleaf type': 0,
    'osd crush initial weight': 1,
    'mon data avail crit': 1,
    // Defaults that are meant for hundreds of machines make one wait: measured, a restart takes 4 s instead of 10 s.
    'paxos propose interval': 0.1,
    'objecter tick interval': 0.5,
    'objecter timeout': 1,
    // How long a killed gateway's watches live on and hold up the first request of the next one (29 s by default).
    'osd client watch timeout': 3,
    'osd op num shards': 2,
    'osd mclock skip benchmark': 'true',
    'bluestore block size': storageBytes,
    'bluestore cache autotune': 'false',
    'bluestore cache size': 64 * 1024 * 1024,
    // Without tcp_nodelay a small get takes 48 ms instead of 5.
    'rgw frontends': `beast endpoint=127.0.0.1:${gatewayPort}${tls} tcp_nodelay=1`,
    'rgw thread pool size': 32,
    'rgw override bucket index max shards': 1,
    'rgw dynamic resharding': 'false',
  }
  const daemon = { 'log to stderr': 'true' }
  const storage = { ...daemon, 'public addr': '127.0.0.1', 'cluster addr': '127.0.0.1' }
  return `# Written by Aura-Sign at each start.\n${section('global', common)}${section('mon', daemon)}${section('osd', storage)}${section('client.rgw', daemon)}`
}

/** Second version of the protocol only, at an address that is the same after each restart. */
export function monitorAddress(port: number): string {
  return `[v2:127.0.0.1:${port}/0]`
}

function section(name: string, settings: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`)
  return `[${name}]\n${lines.join('\n')}\n`
}
