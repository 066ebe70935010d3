import type { ObjectsProgress } from '@aura-sign/recovery'
import type { Progress, ProgressStep } from '../progress/create-progress.ts'

export interface ObjectsFollower {
  update(report: ObjectsProgress): void
  end(): void
  fail(): void
}

/** Shows comparing by objects, for their number is not known, and copying by bytes, for theirs is. */
export function followObjects(progress: Progress): ObjectsFollower {
  let current: { step: ObjectsProgress['step']; shown: ProgressStep } | null = null
  return {
    update({ step, objects, bytes, totalBytes }) {
      if (current?.step !== step) {
        current?.shown.end()
        const total = totalBytes === undefined ? {} : { total: totalBytes }
        const unit = step === 'compare' ? ('items' as const) : ('bytes' as const)
        current = { step, shown: progress.step(step === 'compare' ? 'compare' : 'copy objects', { unit, ...total }) }
      }
      current.shown.update(step === 'compare' ? objects : bytes)
    },
    end() {
      current?.shown.end()
      current = null
    },
    fail() {
      current?.shown.fail()
      current = null
    },
  }
}
