import type { FlowProblem } from '@aura-sign/react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { StepTitle } from './step-title.tsx'

interface ProblemStepProps {
  readonly problem: FlowProblem
  readonly onAgain: () => void
  readonly onRestart: () => void
  readonly restartLabel?: string
  readonly onClose: () => void
}

const tones = {
  info: 'bg-sunken text-muted',
  caution: 'bg-caution-soft text-caution',
  danger: 'bg-danger-soft text-danger',
}

export function ProblemStep({
  problem,
  onAgain,
  onRestart,
  restartLabel = 'Choose another wallet',
  onClose,
}: ProblemStepProps) {
  return (
    <div className="animate-arrive" data-problem={problem.kind}>
      <span className={`mb-4 grid size-12 place-items-center rounded-full ${tones[problem.tone]}`}>
        <Icon name={problem.kind === 'rejected' ? 'close' : 'warning'} />
      </span>
      <StepTitle>{problem.title}</StepTitle>
      <p role={problem.tone === 'danger' ? 'alert' : 'status'} className="mt-2 text-muted">
        {problem.detail}
      </p>
      <div className="mt-6 flex flex-wrap gap-2">
        {problem.next === 'none' ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <Button onClick={problem.next === 'again' ? onAgain : onRestart}>{problem.nextLabel}</Button>
        )}
        {problem.next === 'again' && (
          <Button look="quiet" onClick={onRestart}>
            {restartLabel}
          </Button>
        )}
      </div>
    </div>
  )
}
