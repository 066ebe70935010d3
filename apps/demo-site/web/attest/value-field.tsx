import type { TypedField } from '@aura-sign/react'
import { controlLook, Field } from '../ui/field.tsx'
import { controlOf } from './parse-value.ts'

interface ValueFieldProps {
  readonly field: TypedField
  readonly index: number
  readonly text: string
  readonly error?: string | undefined
  readonly onChange: (text: string) => void
}

/** One value of a schema, in the control that fits its type. */
export function ValueField({ field, index, text, error, onChange }: ValueFieldProps) {
  const { name, type } = field
  const control = controlOf(field)
  const help =
    control === 'lines' ? 'One on each line' : control === 'json' ? 'As JSON, for example ["a", 1]' : undefined
  return (
    <Field label={name === '' ? `Field ${index + 1}` : name} note={type} help={help} error={error}>
      {(tied) => {
        if (control === 'yes-no') {
          return (
            <select {...tied} value={text} onChange={(event) => onChange(event.target.value)} className={controlLook}>
              <option value="no">No</option>
              <option value="yes">Yes</option>
            </select>
          )
        }
        if (control === 'line') {
          const isNumber = /^u?int/.test(type)
          return (
            <input
              {...tied}
              value={text}
              inputMode={isNumber ? 'numeric' : 'text'}
              placeholder={isNumber ? '0' : '0x…'}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange(event.target.value)}
              className={`${controlLook} ${isNumber ? '' : 'font-mono'}`}
            />
          )
        }
        return (
          <textarea
            {...tied}
            value={text}
            rows={control === 'text' ? 2 : 3}
            onChange={(event) => onChange(event.target.value)}
            className={`${controlLook} field-sizing-content max-h-60 resize-y ${control === 'json' ? 'font-mono' : ''}`}
          />
        )
      }}
    </Field>
  )
}
