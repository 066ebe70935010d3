import type { AttestationSchema, EvidenceUpload } from '@aura-sign/react'
import { type FormEvent, useRef } from 'react'
import { StepTitle } from '../sign-in/step-title.tsx'
import { Button } from '../ui/button.tsx'
import { controlLook, Field } from '../ui/field.tsx'
import { TextButton } from '../ui/text-button.tsx'
import type { Draft, DraftErrors, Expiry } from './draft.ts'
import { EvidenceField } from './evidence-field.tsx'
import { controlOf } from './parse-value.ts'
import { SchemaChoice } from './schema-choice.tsx'
import { ValueField } from './value-field.tsx'

interface DraftFormProps {
  readonly draft: Draft
  readonly errors: DraftErrors
  readonly self: string
  readonly upload: EvidenceUpload
  readonly onChange: (change: Partial<Draft>) => void
  readonly onReview: () => void
  /** Absent while there is nothing to throw away. */
  readonly onClear: (() => void) | undefined
}

const expiries: readonly (readonly [Expiry, string])[] = [
  ['never', 'Never'],
  ['month', 'In 30 days'],
  ['year', 'In a year'],
  ['date', 'After a day…'],
]

/** About whom, what, and for how long. */
export function DraftForm({ draft, errors, self, upload, onChange, onReview, onClear }: DraftFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const { schema, recipient } = draft
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReview()
    // To the first thing that is wrong, once it is marked.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  const chooseSchema = (chosen: AttestationSchema | null) =>
    onChange({ schema: chosen, texts: (chosen?.fields ?? []).map(({ type }) => (type === 'bool' ? 'no' : '')) })
  const setText = (index: number, text: string) =>
    onChange({ texts: draft.texts.map((old, place) => (place === index ? text : old)) })
  const isAboutSelf = recipient.trim().toLowerCase() === self.toLowerCase()
  return (
    <form ref={form} onSubmit={submit} noValidate className="animate-arrive">
      <StepTitle>Attest</StepTitle>
      <p className="mt-2 mb-5 text-muted">Say something you know, and sign it. Anyone can check that it was you.</p>
      <div className="space-y-1.5">
        <Field
          label="About"
          aside={<TextButton onClick={() => onChange({ recipient: self })}>Myself</TextButton>}
          error={errors.get('recipient')}
          help={isAboutSelf ? 'Yourself' : undefined}
        >
          {(tied) => (
            <input
              {...tied}
              value={recipient}
              placeholder="0x…"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ recipient: event.target.value })}
              className={`${controlLook} font-mono`}
            />
          )}
        </Field>
        <SchemaChoice schema={schema} error={errors.get('schema')} onChoose={chooseSchema} />
        {schema?.fields.map((field, index) =>
          controlOf(field) === 'evidence' ? (
            <EvidenceField key={field.name} upload={upload} error={errors.get(index)} />
          ) : (
            <ValueField
              key={index}
              {...{ field, index }}
              text={draft.texts[index] ?? ''}
              error={errors.get(index)}
              onChange={(text) => setText(index, text)}
            />
          ),
        )}
        {schema && (
          <div className="grid gap-x-4 sm:grid-cols-2">
            <Field label="Expires" error={draft.expiry === 'date' ? undefined : errors.get('expiry')}>
              {(tied) => (
                <select
                  {...tied}
                  value={draft.expiry}
                  onChange={(event) => onChange({ expiry: event.target.value as Expiry })}
                  className={controlLook}
                >
                  {expiries.map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            {draft.expiry === 'date' && (
              <Field label="The last day" error={errors.get('expiry')}>
                {(tied) => (
                  <input
                    {...tied}
                    type="date"
                    value={draft.expiryDate}
                    onChange={(event) => onChange({ expiryDate: event.target.value })}
                    className={controlLook}
                  />
                )}
              </Field>
            )}
            <label className="flex min-h-11 items-center gap-2.5 text-[0.9375rem] sm:col-span-2">
              <input
                type="checkbox"
                checked={draft.revocable && schema.revocable}
                disabled={!schema.revocable}
                onChange={(event) => onChange({ revocable: event.target.checked })}
                className="size-6 accent-accent"
              />
              I can revoke it later
            </label>
          </div>
        )}
      </div>
      <div className="mt-5 flex flex-wrap gap-2 empty:hidden">
        {schema && (
          <Button type="submit" className="flex-1">
            Review
          </Button>
        )}
        {onClear && (
          <Button look="quiet" onClick={onClear}>
            Clear
          </Button>
        )}
      </div>
    </form>
  )
}
