import type { Progress, ProgressStep, StepOptions } from './create-progress.ts'

export interface StepFollower<Step extends string> {
  /** Begins the step when it is not the current one, which ends then. */
  update(report: { step: Step; bytes: number; totalBytes?: number }): void
  end(detail?: string): void
  fail(): void
}

/** Turns reports that name their step into steps of a progress display. */
export function followSteps<Step extends string>(
  progress: Progress,
  titles: Readonly<Record<Step, string>>,
): StepFollower<Step> {
  let current: { step: Step; shown: ProgressStep } | null = null
  return {
    update({ step, bytes, totalBytes }) {
      if (current?.step !== step) {
        current?.shown.end()
        const options: StepOptions = { unit: 'bytes', ...(totalBytes !== undefined && { total: totalBytes }) }
        current = { step, shown: progress.step(titles[step], options) }
      }
      if (bytes > 0) current.shown.update(bytes, totalBytes)
    },
    end(detail) {
      current?.shown.end(detail)
      current = null
    },
    fail() {
      current?.shown.fail()
      current = null
    },
  }
}
