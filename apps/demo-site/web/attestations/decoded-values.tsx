import type { DecodedValue } from '@aura-sign/react'

interface DecodedValuesProps {
  readonly values: readonly DecodedValue[]
  /** Files are shown as files, elsewhere. */
  readonly withoutEvidence?: boolean
}

/** What an attestation says, field by field. */
export function DecodedValues({ values, withoutEvidence = false }: DecodedValuesProps) {
  const shown = withoutEvidence
    ? values.filter(({ name, type }) => name !== 'evidence' || !type.startsWith('bytes32'))
    : values
  if (shown.length === 0) return null
  return (
    <dl className="grid gap-x-5 gap-y-2 sm:grid-cols-[minmax(5rem,auto)_minmax(0,1fr)]">
      {shown.map(({ name, type, value }, index) => (
        <div key={index} className="contents">
          <dt className="text-muted text-sm sm:pt-0.5" title={type}>
            {name === '' ? `Field ${index + 1}` : name}
          </dt>
          <dd className="min-w-0 wrap-anywhere max-sm:mb-1">
            <Value type={type} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ type, value }: { readonly type: string; readonly value: unknown }) {
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="text-muted">nothing</span>
    const items = value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)))
    return <span className={isText(type) ? '' : 'font-mono text-sm'}>{items.join(', ')}</span>
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (value === '') return <span className="text-muted">empty</span>
  return <span className={isText(type) ? 'whitespace-pre-wrap' : 'font-mono text-sm'}>{String(value)}</span>
}

function isText(type: string): boolean {
  return type.startsWith('string') || type.startsWith('uint') || type.startsWith('int')
}
