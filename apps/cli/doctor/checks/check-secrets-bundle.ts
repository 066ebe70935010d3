import { describeChanges } from '../../secrets/compare-with-bundle.ts'
import type { Fact } from '../fact.ts'
import type { SecretsFacts } from '../facts/secrets-facts.ts'
import { type Finding, ok, warn } from '../finding.ts'

const name = 'secrets bundle'
const next = 'Run "./aura secrets export --recipient age1…"; "./aura secrets keygen" makes the identity that opens it.'

/** Whether a new machine could be set up again with what this one uses. */
export function checkSecretsBundle(fact: Fact<SecretsFacts> | null, { now }: { now: Date }): Finding[] {
  if (fact === null) return []
  if (!fact.known)
    return [warn(name, `not looked at: ${fact.reason}`, 'Mend what is named, then run "./aura secrets status".')]
  const { comparison, newestAt } = fact.value
  if (comparison.state === 'absent' || newestAt === null) {
    return [warn(name, 'there is none: settings and secrets are on this machine only', next)]
  }
  if (comparison.state === 'stale') return [warn(name, `the newest is stale: ${describeChanges(comparison)}`, next)]
  const hours = Math.max(0, now.getTime() - newestAt.getTime()) / 3_600_000
  return [ok(name, `holds what is in use, ${hours.toFixed(1)} hours old`)]
}
