import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import type { SignInProblem } from './sign-in-problem.ts'
import { StepTitle } from './step-title.tsx'
import type { SignIn } from './use-sign-in.ts'

interface ProblemStepProps {
  readonly problem: SignInProblem
  readonly signIn: SignIn
  readonly onClose: () => void
}

const tones = {
  info: 'bg-sunken text-muted',
  caution: 'bg-caution-soft text-caution',
  danger: 'bg-danger-soft text-danger',
}

export function ProblemStep({ problem, signIn, onClose }: ProblemStepProps) {
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
          <Button onClick={problem.next === 'renew' ? signIn.renew : signIn.restart}>{problem.nextLabel}</Button>
        )}
        {problem.next === 'renew' && (
          <Button look="quiet" onClick={signIn.restart}>
            Choose another wallet
          </Button>
        )}
      </div>
    </div>
  )
}
