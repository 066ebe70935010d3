import { Button } from '../ui/button.tsx'
import { explainError } from '../ui/explain-error.ts'
import { Notice } from '../ui/notice.tsx'

interface ServiceDownProps {
  readonly error: unknown
  /** The page still shows what it knew before. */
  readonly stale: boolean
  readonly onRetry: () => void
}

export function ServiceDown({ error, stale, onRetry }: ServiceDownProps) {
  const { title, detail } = explainError(error)
  return (
    <div className={stale ? 'mb-8' : 'mx-auto max-w-xl pt-[12vh]'}>
      <Notice
        tone={stale ? 'caution' : 'danger'}
        title={title}
        actions={
          <Button look="secondary" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        <p>{detail} This page asks again every few seconds.</p>
      </Notice>
    </div>
  )
}
