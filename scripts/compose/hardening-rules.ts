import { type ComposeRule, eachService } from './compose-rule.ts'

/** What a service may do, and how much of the machine it may take. */
export const hardeningRules: readonly ComposeRule[] = [
  eachService(
    'nothing runs as root',
    (service) => /^[1-9]\d*:\d+$/.test(service.user ?? ''),
    (service) => {
      service.user = '0:0'
    },
  ),
  eachService(
    'root file systems are read-only',
    (service) => service.read_only === true,
    (service) => {
      service.read_only = false
    },
  ),
  eachService(
    'no capability is kept',
    (service) => service.cap_drop?.includes('ALL') === true && !service.cap_add && service.privileged !== true,
    (service) => {
      service.cap_drop = []
    },
  ),
  eachService(
    'no process gains privileges',
    (service) => service.security_opt?.includes('no-new-privileges:true') === true,
    (service) => {
      service.security_opt = []
    },
  ),
  eachService(
    'logs are rotated',
    (service) => Boolean(service.logging?.options?.['max-size'] && service.logging.options['max-file']),
    (service) => delete service.logging,
  ),
  eachService(
    'resources are limited',
    (service) => {
      const limits = service.deploy?.resources?.limits
      return Boolean(limits?.cpus && limits.memory && limits.pids)
    },
    (service) => delete service.deploy,
  ),
]
