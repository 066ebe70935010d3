import { useAuraClient, useSchemas } from '@aura-sign/react'
import { type FormEvent, useState } from 'react'
import { schemaLine } from '../attest/schema-line.ts'
import { Button } from '../ui/button.tsx'
import { controlLook, Field } from '../ui/field.tsx'
import { TextButton } from '../ui/text-button.tsx'
import { chainName } from '../wallet/chain-name.ts'
import { type Filters, filterCount, type Narrowing, noFilters, readFilters } from './narrowing.ts'

interface FiltersFormProps {
  readonly narrowing: Narrowing
  readonly onNarrow: (narrowing: Narrowing) => void
}

const similarities = ['0.2', '0.4', '0.6', '0.8']

/** Who may be among the results. Closed until somebody wants it; how many are in use is always said. */
export function FiltersForm({ narrowing, onNarrow }: FiltersFormProps) {
  const inUse = filterCount(narrowing)
  return (
    <details className="mt-2" data-filters={inUse}>
      <summary className="w-fit rounded-lg px-1.5 py-1.5 text-[0.9375rem] text-muted hover:text-ink">
        Filters{inUse > 0 && <span className="ml-2 rounded-full bg-accent-soft px-2 text-accent">{inUse} in use</span>}
      </summary>
      <Controls inUse={inUse} onNarrow={onNarrow} />
    </details>
  )
}

function Controls({ inUse, onNarrow }: { readonly inUse: number; readonly onNarrow: FiltersFormProps['onNarrow'] }) {
  const client = useAuraClient()
  const schemas = useSchemas()
  const [filters, setFilters] = useState<Filters>(noFilters)
  const [fault, setFault] = useState<string | undefined>()
  const change = (changed: Partial<Filters>) => {
    setFilters({ ...filters, ...changed })
    setFault(undefined)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readFilters(filters)
    if (read.ok) onNarrow(read.narrowing)
    else setFault(read.attestedBy)
  }
  const clear = () => {
    change(noFilters)
    onNarrow({})
  }
  return (
    <form onSubmit={submit} noValidate className="mt-2 rounded-2xl bg-sunken p-4">
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <Field label="Attested by" help="Holds a valid attestation of this address" error={fault}>
            {(tied) => (
              <input
                {...tied}
                value={filters.attestedBy}
                placeholder="0x…"
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => change({ attestedBy: event.target.value })}
                className={`${controlLook} font-mono`}
              />
            )}
          </Field>
        </div>
        <Choice
          label="Attested with the schema"
          value={filters.schema}
          options={(schemas.data ?? []).map((schema) => [schema.uid, schemaLine(schema)])}
          onChange={(schema) => change({ schema })}
        />
        <Choice
          label="Attested on"
          value={filters.chainId}
          options={client.attestationChainIds.map((id) => [String(id), chainName(id)])}
          onChange={(chainId) => change({ chainId })}
        />
        <Field label="Here since">
          {(tied) => (
            <input
              {...tied}
              type="date"
              value={filters.since}
              onChange={(event) => change({ since: event.target.value })}
              className={controlLook}
            />
          )}
        </Field>
        <Choice
          label="Similarity at least"
          value={filters.minSimilarity}
          options={similarities.map((similarity) => [similarity, similarity])}
          onChange={(minSimilarity) => change({ minSimilarity })}
        />
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <Button type="submit" look="secondary">
          Apply
        </Button>
        {inUse > 0 && (
          <Button look="quiet" onClick={clear}>
            Clear all
          </Button>
        )}
        {schemas.hasNextPage && <TextButton onClick={() => schemas.fetchNextPage()}>Load more schemas</TextButton>}
      </div>
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, label: string])[]
  readonly onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      {(tied) => (
        <select
          {...tied}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${controlLook} truncate`}
        >
          <option value="">Any</option>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
