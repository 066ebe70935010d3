import { type ComposeRule, eachService, serviceOf, setVariable } from './compose-rule.ts'
import { withDefaults } from './read-compose-file.ts'

/** Where secrets are, and who has them. */
export const secretRules: readonly ComposeRule[] = [
  eachService(
    'a secret file in the environment is a secret of the service',
    (service) =>
      Object.entries(service.environment ?? {})
        .filter(([name, value]) => name.endsWith('_FILE') || value.startsWith('/run/secrets/'))
        .every(([, value]) => (service.secrets ?? []).some((name) => value === `/run/secrets/${name}`)),
    (service) => {
      service.environment = { ...service.environment, DATABASE_URL_FILE: '/run/secrets/nowhere' }
    },
  ),
  eachService(
    'no secret stands in the environment or the arguments',
    (service) =>
      Object.entries(service.environment ?? {}).every(
        ([name, value]) =>
          !/(PASSWORD|SECRET|TOKEN|DATABASE_URL|REDIS_URL)\w*$/.test(name) || value.startsWith('/run/secrets/'),
      ) &&
      !/:\/\/[^/\s]*:[^/\s]*@|requirepass|--\w*password/.test(
        [...(service.command ?? []), ...(service.entrypoint ?? [])].join(' '),
      ),
    (service) => {
      service.environment = { ...service.environment, REDIS_PASSWORD: 'hunter2' }
    },
  ),
  {
    name: 'backups have credentials of their own',
    violations: (file) => {
      const objects = file.services['demo-site']?.environment ?? {}
      const backups = file.services.guardian?.environment ?? {}
      const shared = (file.services.guardian?.secrets ?? []).filter((name) => name.startsWith('objects'))
      const same = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY_FILE'].filter(
        (name) =>
          withDefaults(objects[`OBJECT_STORE_${name}`] ?? '') === withDefaults(backups[`BACKUP_STORE_${name}`] ?? ''),
      )
      return [...shared, ...same]
    },
    plant: (file) => {
      setVariable(file, 'guardian', { BACKUP_STORE_ACCESS_KEY_ID: 'aura-objects' })
    },
  },
  {
    name: 'only the guardian, who archives WAL, and who makes the accounts, has that of the backups',
    violations: (file) =>
      Object.entries(file.services)
        .filter(([name]) => !['guardian', 'pgbackrest', 'buckets'].includes(name))
        .filter(([, { secrets = [], environment = {} }]) => {
          return (
            secrets.some((secret) => backupsSecrets.includes(secret)) || Object.values(environment).some(namesBackups)
          )
        })
        .map(([name]) => name),
    plant: (file) => {
      serviceOf(file, 'demo-site').secrets?.push(backupsSecret)
    },
  },
  {
    name: 'site and worker copy attestations to where the backups go, by the account that only adds them',
    violations: (file) => {
      const { BACKUP_STORE_URL: backups = '' } = file.services.guardian?.environment ?? {}
      const { JOURNAL_STORE_ACCESS_KEY_ID: adds } = file.services.buckets?.environment ?? {}
      return ['demo-site', 'worker'].filter((name) => {
        const { environment = {}, secrets = [] } = serviceOf(file, name)
        const { JOURNAL_STORE_URL: url = '', JOURNAL_STORE_ACCESS_KEY_ID: account = '' } = environment
        // The operator's choice for the backups is the one for the copies too.
        const isThere = url === `\${JOURNAL_STORE_URL:-${backups}}`
        return !(isThere && withDefaults(account) === adds && secrets.includes('journal_secret_access_key'))
      })
    },
    plant: (file) => {
      setVariable(file, 'worker', { JOURNAL_STORE_URL: 's3://aura-production-bucket?endpoint=http://minio:9000' })
    },
  },
]

const backupsSecret = 'backups_secret_access_key'
const backupsSecrets = [backupsSecret, 'wal_store_secret_access_key']

function namesBackups(value: string): boolean {
  return backupsSecrets.some((secret) => value.includes(secret)) || withDefaults(value) === 'aura-backups'
}
