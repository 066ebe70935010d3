import { explainError } from '@aura-sign/react'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** What went wrong with something that was asked for, and the way to ask again. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { title, detail } = explainError(error)
  return (
    <Notice
      tone="danger"
      title={title}
      actions={
        <Button look="secondary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      <p>{detail}</p>
    </Notice>
  )
}
