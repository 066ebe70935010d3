import { type Check, checkOf } from '../verify/check.ts'
import type {
  AttestationResult,
  ComponentResult,
  DrillReport,
  LostWrite,
  Objective,
  StepResult,
} from './drill-report.ts'
import { type Component, components, recoveryTargets } from './recovery-targets.ts'

/** Seconds that were measured; null when the drill did not get that far. */
export interface MeasuredComponent {
  rtoSeconds: number | null
  rpoSeconds: number | null
}

export interface DrillFindings {
  scenario: string
  stack: string
  seed: string
  startedAt: string
  /** Only components that the scenario touches. */
  measured: Partial<Record<Component, MeasuredComponent>>
  clocks: DrillReport['clocks']
  /** Null until the recovered database was compared with the ledger: an empty list would claim that nothing was lost. */
  lost: LostWrite[] | null
  /** Null until the recovered attestations were compared with the ledger. */
  attestations: AttestationResult | null
  /** State that the backup holds, ISO 8601; null when there is none. */
  snapshotAt: string | null
  checks: readonly Check[]
  steps: StepResult[]
}

/** Turns findings into the report with its verdict: passed only if everything was measured, in time, and right. */
export function judgeDrill(findings: DrillFindings): DrillReport {
  const results = componentResults(findings.measured)
  const checks = [
    ...findings.checks,
    checkLosses(findings),
    checkAttestations(findings),
    checkObjectives('RTO within its target', results, 'rto'),
    checkObjectives('RPO within its target', results, 'rpo'),
  ]
  const { scenario, stack, seed, startedAt, clocks, lost, attestations, steps } = findings
  return {
    scenario,
    stack,
    seed,
    startedAt,
    rto: tightest(results, 'rto'),
    rpo: tightest(results, 'rpo'),
    components: results,
    clocks,
    lost,
    attestations,
    checks,
    steps,
    // A drill without steps has proven nothing.
    passed: steps.length > 0 && steps.every((step) => step.ok) && checks.every((check) => check.ok),
  }
}

function componentResults(measured: DrillFindings['measured']): DrillReport['components'] {
  const result = (component: Component): ComponentResult | null => {
    const found = measured[component]
    if (!found) return null
    const target = recoveryTargets[component]
    return {
      rto: { targetSeconds: target.rtoSeconds, measuredSeconds: rounded(found.rtoSeconds) },
      rpo: { targetSeconds: target.rpoSeconds, measuredSeconds: rounded(found.rpoSeconds) },
    }
  }
  const entries = components.map((component) => [component, result(component)] as const)
  return Object.fromEntries(entries) as DrillReport['components']
}

/** What the backup holds has to be there; only what was acknowledged after it may be lost. */
function checkLosses({ lost, snapshotAt }: DrillFindings): Check {
  const name = 'nothing acknowledged before the backup is lost'
  if (snapshotAt === null) return { name, ok: false, detail: 'there was no backup' }
  if (lost === null) return { name, ok: false, detail: 'the drill ended before it could be compared' }
  const older = lost.filter((write) => Date.parse(write.acknowledgedAt) <= Date.parse(snapshotAt))
  const faults = older.map((write) => `${write.kind} ${write.id}, acknowledged at ${write.acknowledgedAt}`)
  return checkOf(name, faults, `${lost.length} writes acknowledged after the backup are lost`)
}

/** Nothing that was copied before it was acknowledged may be lost, however young it is. */
function checkAttestations({ attestations }: DrillFindings): Check {
  const name = 'every journaled attestation and revocation came back'
  if (attestations === null) return { name, ok: false, detail: 'the drill ended before it could be compared' }
  const { younger, recovered, lost } = attestations
  const faults = lost.map(({ kind, attester, uid, reason }) => `${kind} ${attester} ${uid} is ${reason}`)
  const counts = `${recovered.attestations} of ${younger.attestations} attestations and ${recovered.revocations} of ${younger.revocations} revocations younger than the backup`
  return checkOf(name, faults, counts)
}

function checkObjectives(name: string, results: DrillReport['components'], objective: 'rto' | 'rpo'): Check {
  const measured = measuredObjectives(results, objective)
  const faults = measured
    .filter(({ targetSeconds, measuredSeconds }) => measuredSeconds === null || measuredSeconds > targetSeconds)
    .map(({ component, targetSeconds, measuredSeconds }) =>
      measuredSeconds === null
        ? `${component} was not measured`
        : `${component} took ${measuredSeconds} s of ${targetSeconds} s`,
    )
  if (measured.length === 0) faults.push('nothing was measured')
  return checkOf(name, faults, `${measured.length} components`)
}

/** The objective with the least room left; one that was not measured has none. */
function tightest(results: DrillReport['components'], objective: 'rto' | 'rpo'): Objective {
  const used = ({ targetSeconds, measuredSeconds }: Objective) => {
    if (measuredSeconds === null) return Number.POSITIVE_INFINITY
    return measuredSeconds === 0 ? 0 : measuredSeconds / targetSeconds
  }
  const [worst] = measuredObjectives(results, objective).sort((left, right) => used(right) - used(left))
  if (!worst) return { targetSeconds: 0, measuredSeconds: null }
  return { targetSeconds: worst.targetSeconds, measuredSeconds: worst.measuredSeconds }
}

function measuredObjectives(results: DrillReport['components'], objective: 'rto' | 'rpo') {
  return components.flatMap((component) => {
    const result = results[component]
    return result ? [{ component, ...result[objective] }] : []
  })
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000) / 1000
}
