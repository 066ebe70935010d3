import type { StackInUse } from '../../stack-in-use/stack-in-use.ts'
import type { ModeFact, PermissionFacts } from '../facts/permission-facts.ts'
import { type Finding, fail, ok, warn } from '../finding.ts'

/** Secrets are their owner's alone; the data is not for everybody; servers do not run as root. */
export function checkPermissions(facts: PermissionFacts, options: { kind: StackInUse['kind'] }): Finding[] {
  const findings = facts.modes.flatMap((mode) => checkMode(mode) ?? [])
  const modes =
    findings.length > 0 ? findings : [ok('permissions', `${facts.modes.length} paths are as they should be`)]
  return [...modes, ...checkServiceUser(facts, options)]
}

function checkMode({ path, kind, mode }: ModeFact): Finding | null {
  const shown = `${path} has mode 0${mode.toString(8).padStart(3, '0')}`
  if (kind === 'secret' && (mode & 0o077) !== 0) {
    const next = `Narrow it with "chmod 600 '${path}'", and renew the secrets if others could read them.`
    return fail('secret permissions', `${shown}, so other users can read it`, next)
  }
  if (kind === 'directory' && (mode & 0o002) !== 0) {
    return fail('directory permissions', `${shown}, so everybody can change it`, 'Run chmod o-rwx on it.')
  }
  if (kind === 'directory' && (mode & 0o004) !== 0) {
    return warn('directory permissions', `${shown}, so everybody can list it`, 'Run chmod o-r on it.')
  }
  return null
}

function checkServiceUser({ isRoot, serviceUser }: PermissionFacts, { kind }: { kind: StackInUse['kind'] }): Finding[] {
  if (kind === 'compose') return [ok('service user', 'services run as the users of their containers')]
  if (!isRoot) return [ok('service user', 'services run as the user of this command')]
  if (serviceUser !== null) return [ok('service user', `services run as ${serviceUser}`)]
  const detail = 'this is root, and there is no account that the services could run as'
  const next =
    'Run "scripts/install_native_services.sh", which makes one, name another in AURA_SERVICE_USER, or run ./aura as another user.'
  return [(kind === 'native' ? fail : warn)('service user', detail, next)]
}
