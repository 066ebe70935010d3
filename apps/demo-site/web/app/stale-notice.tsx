import { explainError } from '@aura-sign/react'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** The service went away while the page was open: what is shown stays, and says that it may be old. */
export function StaleNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { title, detail } = explainError(error)
  return (
    <div className="mb-8">
      <Notice
        tone="caution"
        title={title}
        actions={
          <Button look="secondary" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        <p>{detail} What you see is from before; this page asks again every few seconds.</p>
      </Notice>
    </div>
  )
}
