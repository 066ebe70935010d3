import { type AttestationSchema, useSchemas } from '@aura-sign/react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyableText } from '../ui/copyable-text.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { controlLook, Field } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { TextButton } from '../ui/text-button.tsx'
import { RegisterSchema } from './register-schema.tsx'
import { schemaLine } from './schema-line.ts'

interface SchemaChoiceProps {
  readonly schema: AttestationSchema | null
  readonly error?: string | undefined
  readonly onChoose: (schema: AttestationSchema | null) => void
}

/** The schemas that are known here, and the way to make another one known. */
export function SchemaChoice({ schema, error, onChoose }: SchemaChoiceProps) {
  const schemas = useSchemas()
  const [registering, setRegistering] = useState(false)
  if (schemas.isPending) {
    return (
      <div role="status">
        <span className="sr-only">Loading schemas</span>
        <Skeleton className="h-6 w-32 rounded-lg" />
        <Skeleton className="mt-1.5 h-11 rounded-xl" />
      </div>
    )
  }
  if (schemas.data === undefined) return <ErrorNotice error={schemas.error} onRetry={() => schemas.refetch()} />
  const known = schemas.data
  const isListed = schema === null || known.some(({ uid }) => uid === schema.uid)
  const listed = isListed ? known : [schema, ...known]
  const choose = (uid: string) => onChoose(listed.find((candidate) => candidate.uid === uid) ?? null)
  if (registering || listed.length === 0) {
    return (
      <RegisterSchema
        first={listed.length === 0}
        onCancel={() => setRegistering(false)}
        onRegistered={(registered) => {
          setRegistering(false)
          onChoose(registered)
        }}
      />
    )
  }
  return (
    <div>
      <Field
        label="Schema"
        aside={<TextButton onClick={() => setRegistering(true)}>Register a new schema</TextButton>}
        error={error}
        help={schema === null ? 'What an attestation can say, field by field' : identify(schema)}
      >
        {(tied) => (
          <select
            {...tied}
            value={schema?.uid ?? ''}
            onChange={(event) => choose(event.target.value)}
            className={`${controlLook} truncate`}
          >
            <option value="">Choose…</option>
            {listed.map((known) => (
              <option key={known.uid} value={known.uid}>
                {schemaLine(known)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {schemas.hasNextPage && (
        <Button
          look="quiet"
          busy={schemas.isFetchingNextPage}
          onClick={() => schemas.fetchNextPage()}
          className="-mt-1 -ml-3"
        >
          Load more schemas
        </Button>
      )}
    </div>
  )
}

function identify({ uid, revocable }: AttestationSchema) {
  return (
    <>
      {!revocable && 'What is signed with it cannot be revoked. '}
      UID <CopyableText text={uid} name="UID of the schema" />
    </>
  )
}
