import { serviceNames } from '../../packages/stack/native/service.ts'
import { type ComposeRule, eachService } from './compose-rule.ts'

/** One-offs of ours beside the stack's service names. */
const extraServices = ['buckets']
const oneOffs = ['migrate', 'buckets']

/** Which services there are, and how they start, wait and stop. */
export const serviceRules: readonly ComposeRule[] = [
  {
    name: "services have the stack's names",
    violations: (file) => {
      const wanted = [...serviceNames, ...extraServices]
      return [...wanted, ...Object.keys(file.services)].filter(
        (name) => !(wanted.includes(name) && name in file.services),
      )
    },
    plant: (file) => delete file.services.grafana,
  },
  eachService(
    'every service that stays up has a healthcheck',
    (service, name) => oneOffs.includes(name) || (service.healthcheck?.test.length ?? 0) > 1,
    (service) => delete service.healthcheck,
  ),
  eachService(
    'one-offs end, the others are started again',
    (service, name) => service.restart === (oneOffs.includes(name) ? 'on-failure:5' : 'unless-stopped'),
    (service) => delete service.restart,
  ),
  eachService(
    'a stop has a bound',
    (service, name) => name === 'buckets' || service.stop_grace_period !== undefined,
    (service) => delete service.stop_grace_period,
  ),
  eachService(
    'dependencies exist and are waited for',
    (service, _name, file) =>
      Object.entries(service.depends_on ?? {}).every(
        ([name, { condition }]) =>
          name in file.services &&
          condition === (oneOffs.includes(name) ? 'service_completed_successfully' : 'service_healthy'),
      ),
    (service) => {
      service.depends_on = { nothing: { condition: 'service_healthy' } }
    },
  ),
  eachService(
    'images have an exact version',
    (service) => isPinned(service.image ?? ''),
    (service) => {
      service.image = 'postgres:latest'
    },
  ),
]

function isPinned(image: string): boolean {
  const [, tag] = /:([^:/@]+)(@sha256:[0-9a-f]{64})?$/.exec(image) ?? []
  return tag !== undefined && /\d+\.\d+\.\d+|RELEASE\.\d{4}-\d{2}-\d{2}/.test(tag)
}
