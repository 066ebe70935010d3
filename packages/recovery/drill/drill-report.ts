import type { Check } from '../verify/check.ts'
import type { Component } from './recovery-targets.ts'

/** `measuredSeconds` is null when the drill ended before it could be measured. */
export interface Objective {
  targetSeconds: number
  measuredSeconds: number | null
}

export interface ComponentResult {
  rto: Objective
  rpo: Objective
}

/** An acknowledged write that is not in the recovered database. */
export interface LostWrite {
  kind: 'identity' | 'statement'
  id: string
  acknowledgedAt: string
}

/** An acknowledged attestation or revocation that the recovered service does not have as it was signed. */
export interface LostAttestation {
  kind: 'attestation' | 'revocation'
  attester: string
  uid: string
  acknowledgedAt: string
  reason: 'missing' | 'altered' | 'not valid' | 'not revoked'
}

export interface AttestationCounts {
  attestations: number
  revocations: number
}

/** What came back of what is signed and copied before it is acknowledged. */
export interface AttestationResult {
  /** Acknowledged after the state that the backup holds. */
  younger: AttestationCounts
  /** Of these, how many came back. */
  recovered: AttestationCounts
  /** Of these, how many were acknowledged as not yet copied, and may be lost. */
  unjournaled: number
  /** Of what was copied, or is in the backup; the target is 0. */
  rpo: Objective
  /** Oldest first; one that may be lost is not in it. */
  lost: LostAttestation[]
}

export interface StepResult {
  id: string
  seconds: number
  ok: boolean
}

/** What a drill measured. */
export interface DrillReport {
  scenario: string
  stack: string
  seed: string
  startedAt: string
  /** Of the component with the least room left. */
  rto: Objective
  rpo: Objective
  /** Null for a component that the stack does not have or the scenario does not touch. */
  components: Record<Component, ComponentResult | null>
  /** From the failure to the first time that it worked again; null when it did not. */
  clocks: {
    signInSeconds: number | null
    correctSearchSeconds: number | null
    indexOnlineSeconds: number | null
  }
  /** Acknowledged writes that were not recovered, oldest first; null when the drill ended before it could compare. */
  lost: LostWrite[] | null
  /** Null when the drill ended before it could compare. */
  attestations: AttestationResult | null
  checks: Check[]
  steps: StepResult[]
  passed: boolean
}
