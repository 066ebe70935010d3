import {
  createPgBackRestService,
  createPostgresService,
  infrastructureServices,
  monitoringServices,
  type NativeStack,
  openNativeStack,
  type StackEvent,
} from '@aura-sign/stack'
import { type CommandContext, projectDirectory } from '../config.ts'
import { archiveOptions } from '../stack-in-use/archive-target.ts'
import { demoSiteService } from './app-services/demo-site-service.ts'
import { guardianService } from './app-services/guardian-service.ts'
import { migrateService } from './app-services/migrate-service.ts'
import { workerService } from './app-services/worker-service.ts'

/** The native stack of the data directory, with all services. */
export function openStack(
  context: CommandContext,
  options: { freePorts?: boolean; diskFreeBytesMin?: number; onEvent?: (event: StackEvent) => void } = {},
): Promise<NativeStack> {
  const { config, environment, dataDirectory } = context
  const binDirectory = config.AURA_POSTGRES_BIN
  const archive = archiveOptions(config)
  return openNativeStack({
    directory: dataDirectory.nativeStack,
    projectDirectory,
    services: [
      createPostgresService({ archive, ...(binDirectory !== undefined && { binDirectory }) }),
      ...infrastructureServices.filter(({ name }) => name !== 'postgres'),
      createPgBackRestService(archive),
      migrateService,
      demoSiteService(environment, config),
      workerService(environment, config),
      guardianService(environment, config),
      ...monitoringServices({ webhookUrl: config.ALERT_WEBHOOK_URL, runbookUrl: config.RUNBOOK_URL }),
    ],
    environment,
    ...options,
  })
}
