/** Objectives of the runbook's table, in seconds. */
export interface RecoveryTarget {
  readonly rtoSeconds: number
  readonly rpoSeconds: number
}

export const components = ['postgres', 'redis', 'vectors', 'workers', 'objects', 'app'] as const
export type Component = (typeof components)[number]

const minute = 60
const hour = 3_600

/** What a drill is judged by. */
export const recoveryTargets: Readonly<Record<Component, RecoveryTarget>> = {
  postgres: { rtoSeconds: hour, rpoSeconds: 15 * minute },
  redis: { rtoSeconds: 30 * minute, rpoSeconds: 0 },
  vectors: { rtoSeconds: 2 * hour, rpoSeconds: hour },
  workers: { rtoSeconds: 30 * minute, rpoSeconds: 0 },
  objects: { rtoSeconds: hour, rpoSeconds: hour },
  app: { rtoSeconds: 30 * minute, rpoSeconds: 0 },
}
