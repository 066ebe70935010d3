import { siteConfigSchema } from '../../apps/demo-site/server/config.ts'
import { guardianConfigSchema } from '../../apps/guardian/config.ts'
import { workerConfigSchema } from '../../apps/worker/config.ts'
import { workerNodeVariables } from '../../apps/worker/node-flags.ts'
import { defaultPorts } from '../../packages/stack/native/ports.ts'
import { type ComposeRule, setVariable } from './compose-rule.ts'
import { withDefaults } from './read-compose-file.ts'

const schemas = { 'demo-site': siteConfigSchema, worker: workerConfigSchema, guardian: guardianConfigSchema }
const metricsPorts = {
  'demo-site': defaultPorts.SITE_METRICS_PORT,
  worker: defaultPorts.WORKER_METRICS_PORT,
  guardian: defaultPorts.GUARDIAN_METRICS_PORT,
}
// Node's own, where temporary files go, and those of its allocator.
const runtimeVariables = ['TMPDIR', ...Object.keys(workerNodeVariables)]

/** What the apps are told. */
export const variableRules: readonly ComposeRule[] = [
  {
    name: "the apps' variables are those that they read",
    violations: (file) =>
      Object.entries(schemas).flatMap(([name, schema]) => {
        const known = [...Object.keys(schema.shape), ...runtimeVariables]
        return Object.keys(file.services[name]?.environment ?? {}).filter(
          (variable) => !known.includes(variable) && !known.includes(variable.replace(/_FILE$/, '')),
        )
      }),
    plant: (file) => {
      setVariable(file, 'worker', { WORKER_SPEED: '9' })
    },
  },
  {
    name: "the apps' variables have values that they take",
    violations: (file) =>
      Object.entries(schemas).flatMap(([name, schema]) => {
        const environment = Object.entries(file.services[name]?.environment ?? {}).map(
          ([variable, value]) =>
            [
              variable.replace(/_FILE$/, ''),
              variable.endsWith('_FILE') ? exampleOf(variable) : withDefaults(value),
            ] as const,
        )
        const result = schema.safeParse(Object.fromEntries(environment.filter(([, value]) => value !== '')))
        return result.success
          ? []
          : result.error.issues.map((issue) => `${name} ${issue.path.join('.')}: ${issue.message}`)
      }),
    plant: (file) => {
      setVariable(file, 'guardian', { GUARDIAN_PORT: 'many' })
    },
  },
  {
    name: 'metrics are where Prometheus looks',
    violations: (file) =>
      Object.entries(metricsPorts)
        .filter(
          ([name, port]) =>
            file.services[name]?.environment?.METRICS_PORT !== String(port) ||
            file.services[name]?.environment?.METRICS_HOST !== '0.0.0.0',
        )
        .map(([name]) => name),
    plant: (file) => {
      setVariable(file, 'worker', { METRICS_PORT: '9999' })
    },
  },
]

/** A secret of the form that scripts/make_compose_secrets.sh gives it. */
function exampleOf(variable: string): string {
  const host = { DATABASE_URL_FILE: 'postgresql://admin:x@postgres:5432/aura', REDIS_URL_FILE: 'redis://:x@redis:6379' }
  return host[variable as keyof typeof host] ?? 'f'.repeat(64)
}
