import { AuraProblem } from '@aura-sign/client'
import { explainError, useSetStatement } from '@aura-sign/react'
import type { FormEvent, KeyboardEvent } from 'react'
import { drafts } from '../drafts/drafts.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { Button } from '../ui/button.tsx'

const statementLengthMax = 2_000
const counterShownFrom = 1_600

interface StatementFormProps {
  readonly address: string
  /** What the service has. */
  readonly saved: string
  /** Its vector could not be computed: saving the same text again is worth offering. */
  readonly failed: boolean
}

export function StatementForm({ address, saved, failed }: StatementFormProps) {
  const [draft, setDraft] = useDraft('statement', address)
  const text = draft ?? saved
  const changed = text.trim() !== saved.trim()
  const savable = (changed || failed) && text.trim() !== ''
  const save = useSetStatement(address)
  const send = (statement: string) =>
    save.mutate(statement, {
      onSuccess: () => {
        // What was typed while it was on its way stays.
        if (drafts.read('statement', address)?.trim() === statement) setDraft(null)
      },
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (savable && !save.isPending) send(text.trim())
  }
  const submitWithKeys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
  }
  const problem = save.isError ? describe(save.error) : null
  return (
    <form onSubmit={submit} className="mt-4">
      <label htmlFor="statement" className="text-[0.9375rem] text-muted">
        What you do, know and look for
      </label>
      <textarea
        id="statement"
        value={text}
        rows={6}
        maxLength={statementLengthMax}
        aria-invalid={problem !== null || undefined}
        aria-describedby="statement-help"
        placeholder="I build…"
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={submitWithKeys}
        className="mt-2 block field-sizing-content max-h-96 min-h-40 w-full resize-y rounded-2xl border border-edge bg-surface px-4 py-3.5 font-display text-lg leading-relaxed placeholder:text-muted/70 aria-invalid:border-danger"
      />
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" busy={save.isPending} disabled={!savable}>
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
        <p id="statement-help" className="text-muted text-sm">
          {text.length >= counterShownFrom
            ? `${text.length} of ${statementLengthMax} characters`
            : 'Others see the words you share, not the text.'}
        </p>
      </div>
      <div role="status" className="sr-only">
        {save.isSuccess && !changed && 'Saved'}
      </div>
      {problem !== null && (
        <p role="alert" className="mt-3 text-[0.9375rem] text-danger">
          {problem}
        </p>
      )}
    </form>
  )
}

function describe(error: unknown): string {
  const field = error instanceof AuraProblem ? error.errors.find(({ path }) => path.endsWith('statement')) : undefined
  if (field !== undefined) return `The statement was not accepted: ${field.message}`
  const { title, detail } = explainError(error)
  return `${title}. ${detail}`
}
