import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createAlertmanagerService,
  createPostgresService,
  createPrometheusService,
  dataDirectoryAt,
  infrastructureServices,
  monitoringServices,
  type NativeStack,
  type NativeStackInUse,
  openNativeStack,
  readNativeStack,
  type ServiceName,
} from '@aura-sign/stack'
import { projectDirectory } from '../config.ts'
import { demoSiteService } from '../stack/app-services/demo-site-service.ts'
import { guardianService } from '../stack/app-services/guardian-service.ts'
import { migrateService } from '../stack/app-services/migrate-service.ts'
import { workerService } from '../stack/app-services/worker-service.ts'

/** Every service of the native stack on free ports; only what waits for a scrape or a heartbeat waits less. */
export interface WholeTestStack extends AsyncDisposable {
  /** For AURA_DATA_DIR. */
  readonly root: string
  readonly stack: NativeStack
  readonly inUse: NativeStackInUse
  /** Pids of a service that runs. */
  pids(name: ServiceName): readonly number[]
}

/** Starts all of it, and resolves when everything is healthy. */
export async function openWholeStack(): Promise<WholeTestStack> {
  const parent = mkdtempSync(join(tmpdir(), 'aura-whole-'))
  const root = join(parent, 'aura data')
  // As root the services run as another user, who has to get here.
  chmodSync(parent, 0o711)
  mkdirSync(root)
  const directory = dataDirectoryAt(root).nativeStack
  const replaced = ['postgres', 'prometheus', 'alertmanager']
  const stack = await openNativeStack({
    directory,
    projectDirectory,
    services: [
      createPostgresService({ durable: false }),
      ...infrastructureServices.filter(({ name }) => !replaced.includes(name)),
      migrateService,
      demoSiteService({}, {}),
      workerService({}, {}),
      guardianService({ HEARTBEAT_TRAIL_SECONDS: '1', GUARDIAN_SCHEDULE: 'off' }, {}),
      createPrometheusService({ intervalSeconds: 1 }),
      createAlertmanagerService(),
      ...monitoringServices().filter(({ name }) => !replaced.includes(name)),
    ],
    environment: { PATH: process.env.PATH, HOME: process.env.HOME },
    freePorts: true,
  })
  const close = async () => {
    await stack.down({ removeData: true })
    rmSync(parent, { recursive: true, force: true })
  }
  const find = () => {
    const found = readNativeStack(directory)
    if (!found) throw new Error(`no native stack in ${directory}`)
    return found
  }
  try {
    await stack.up()
    return {
      ...{ root, stack, inUse: find() },
      pids: (name) =>
        find()
          .running.get(name)
          ?.map(({ pid }) => pid) ?? [],
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
