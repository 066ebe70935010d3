import { AuraProblem } from '@aura-sign/client'
import { type AttestationSchema, explainError, useRegisterSchema } from '@aura-sign/react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { controlLook, Field } from '../ui/field.tsx'

interface RegisterSchemaProps {
  /** None is known here yet. */
  readonly first: boolean
  readonly onCancel: () => void
  readonly onRegistered: (schema: AttestationSchema) => void
}

const examples = ['string note', 'string skill, uint8 level, bytes32 evidence', 'bool met, string where']

/** Makes a schema known. Not a form of its own: it stands inside the one of the attestation. */
export function RegisterSchema({ first, onCancel, onRegistered }: RegisterSchemaProps) {
  const [text, setText] = useState('')
  const [revocable, setRevocable] = useState(true)
  const register = useRegisterSchema()
  const submit = () => {
    if (text.trim() !== '' && !register.isPending)
      register.mutate({ schema: text.trim(), revocable }, { onSuccess: onRegistered })
  }
  const submitWithEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    submit()
  }
  return (
    <fieldset className="rounded-2xl border border-line bg-paper p-4">
      <legend className="px-1.5 font-medium text-[0.9375rem]">
        {first ? 'Register the first schema' : 'Register a new schema'}
      </legend>
      <Field
        label="Its fields"
        note="type name, type name…"
        help="A field “bytes32 evidence” takes a file."
        error={register.isError ? sentenceOf(register.error) : undefined}
      >
        {(tied) => (
          <input
            {...tied}
            value={text}
            placeholder="string note"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setText(event.target.value)
              register.reset()
            }}
            onKeyDown={submitWithEnter}
            className={`${controlLook} font-mono`}
          />
        )}
      </Field>
      <ul aria-label="Examples" className="mt-2 mb-3 flex flex-wrap gap-1.5">
        {examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => setText(example)}
              className="min-h-7 rounded-full bg-sunken px-3 py-1 text-left font-mono text-muted text-xs transition hover:text-ink"
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
      <label className="flex min-h-8 items-center gap-2.5 text-[0.9375rem]">
        <input
          type="checkbox"
          checked={revocable}
          onChange={(event) => setRevocable(event.target.checked)}
          className="size-6 accent-accent"
        />
        What is signed with it can be revoked
      </label>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="secondary" busy={register.isPending} disabled={text.trim() === ''} onClick={submit}>
          {register.isPending ? 'Registering…' : 'Register'}
        </Button>
        {!first && (
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </fieldset>
  )
}

function sentenceOf(error: unknown): string {
  const field = error instanceof AuraProblem ? error.errors.find(({ path }) => path === 'body.schema') : undefined
  const { title, detail } = explainError(error)
  return field === undefined
    ? `${title}. ${detail}`
    : `${field.message.charAt(0).toUpperCase()}${field.message.slice(1)}.`
}
