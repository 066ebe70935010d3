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
  checks: Check[]
  steps: StepResult[]
  passed: boolean
}
