import { type ComposeRule, eachService, setVariable } from './compose-rule.ts'
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
]
