import { type AttestationSubmission, AuraProblem } from '@aura-sign/client'
import { explainError, useVerification } from '@aura-sign/react'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { isUnnamed } from './judgement.ts'
import { useClaims } from './use-claims.ts'
import { Verdict } from './verdict.tsx'
import { WhoseForm } from './whose-form.tsx'

interface CheckedProps {
  readonly submission: AttestationSubmission
  readonly level?: 2 | 3
  /** Whose an object alone should be, once that is said. */
  readonly onSigner?: (address: string) => void
}

/** Asks for the verdict and shows it. */
export function Checked({ submission, level = 3, onSigner }: CheckedProps) {
  const verification = useVerification(submission)
  const claims = useClaims(submission)
  if (verification.isPending || claims === undefined) {
    return (
      <div role="status">
        <span className="sr-only">Checking</span>
        <Skeleton className="h-24 rounded-2xl" />
        <Skeleton className="mt-5 h-11 w-3/5 rounded-xl" />
        <Skeleton className="mt-6 h-96 rounded-xl" />
      </div>
    )
  }
  if (verification.isError) {
    const { error } = verification
    const isUnreadable = error instanceof AuraProblem && (error.status === 400 || error.status === 413)
    if (!isUnreadable) return <ErrorNotice error={error} onRetry={() => verification.refetch()} />
    const [fault] = error.errors
    return (
      <Notice tone="danger" title="This is not an attestation that can be read">
        {fault?.path === 'body.shareLink' ? (
          <p>
            A part of the link is missing or was changed. Copy the whole link, to its very end, and open or paste it
            again.
          </p>
        ) : (
          <p>{sentence(fault?.message ?? explainError(error).title)}</p>
        )}
      </Notice>
    )
  }
  return (
    <Verdict verdict={verification.data} claims={claims} level={level}>
      {onSigner && isUnnamed(verification.data) && <WhoseForm onSigner={onSigner} />}
    </Verdict>
  )
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
