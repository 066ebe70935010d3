import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isPortFree } from '../../ports/is-port-free.ts'
import type { ServiceContext } from '../../service.ts'
import { cephFiles } from './ceph-files.ts'
import { loadCephIdentity, saveCephIdentity } from './ceph-identity.ts'
import { chooseFreePort } from './choose-free-port.ts'
import { writeCephSettings } from './make-ceph-store.ts'
import { monitorAddress } from './render-ceph-settings.ts'
import { runCeph } from './run-ceph.ts'

/** Gives the monitor another port when some other program has taken its own since. The monitor must not run. */
export async function moveMonitor(context: ServiceContext): Promise<void> {
  const identity = await loadCephIdentity(context)
  const map = join(cephFiles(context).root, 'monmap')
  await rm(map, { force: true })
  // What a monitor believes of itself stands in its own store, and a move may have been cut off: so that is what counts.
  await runCeph(context, 'ceph-mon', ['-i', 'a', '--extract-monmap', map])
  const believed = await runCeph(context, 'monmaptool', ['--print', map])
  const isKnown = believed.includes(`v2:127.0.0.1:${identity.monitorPort}/`)
  const isOpen = await isPortFree(identity.monitorPort)
  if (!isKnown || !isOpen) {
    const moved = { ...identity, monitorPort: isOpen ? identity.monitorPort : await chooseFreePort() }
    await saveCephIdentity(context, moved)
    await writeCephSettings(context, moved)
    // One after the other: in one call it adds before it removes.
    await runCeph(context, 'monmaptool', ['--rm', 'a', map])
    await runCeph(context, 'monmaptool', ['--addv', 'a', monitorAddress(moved.monitorPort), map])
    await runCeph(context, 'ceph-mon', ['-i', 'a', '--inject-monmap', map])
  }
  await rm(map)
}
