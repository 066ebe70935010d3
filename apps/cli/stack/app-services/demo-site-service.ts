import type { Environment } from '@aura-sign/core'
import { checkPage, type Service } from '@aura-sign/stack'
import { type NativeJournalConfig, nativeJournalStore } from '../../stack-in-use/native-journal-store.ts'
import { appEnvironment } from './app-environment.ts'
import { appProcess } from './app-process.ts'
import { journalVariables } from './journal-variables.ts'
import { urlsOf } from './urls-of.ts'

const startTimeoutMs = 30_000

/** The site as a process of its own; copies attestations to where the backups are, by an account that only adds them. */
export function demoSiteService(environment: Environment, config: NativeJournalConfig): Service {
  return {
    name: 'demo-site',
    dependsOn: ['migrate'],
    uses: ['redis', 'minio'],
    port: 'PORT',
    ports: ['PORT', 'SITE_METRICS_PORT'],
    startTimeoutMs,
    prepare: async () => (await import('@aura-sign/demo-site')).buildPageIfStale(),
    processes: async (context) => {
      // Only for a start: every other verb does without the app's code.
      const { siteConfigSchema, siteNodeFlags } = await import('@aura-sign/demo-site')
      const { ports, secrets } = context
      const urls = urlsOf(context)
      const set = {
        DATABASE_URL: urls.databaseUrl,
        REDIS_URL: urls.redisUrl,
        OBJECT_STORE_URL: urls.objectStoreUrl,
        OBJECT_STORE_ACCESS_KEY_ID: secrets.s3Objects.accessKeyId,
        OBJECT_STORE_SECRET_ACCESS_KEY: secrets.s3Objects.secretAccessKey,
        ...journalVariables(nativeJournalStore(config, { urls, secrets })),
        PORT: String(ports.PORT),
        METRICS_PORT: String(ports.SITE_METRICS_PORT),
      }
      return [
        appProcess(context, {
          name: 'demo-site',
          command: ['apps/demo-site/main.ts'],
          nodeFlags: siteNodeFlags,
          environment: appEnvironment(siteConfigSchema, { environment, set }),
          stopTimeoutMs: 15_000,
        }),
      ]
    },
    check: (context) => checkPage(context, { service: 'demo-site', port: 'PORT', path: '/readyz' }),
  }
}
