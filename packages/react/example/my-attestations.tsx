import { type Attestation, attestationState, useAttestations, useAuraClient, useSchema } from '@aura-sign/react'

/** What somebody attested, newest first, page by page. */
export function MyAttestations({ attester }: { readonly attester: string }) {
  const list = useAttestations({ attester })
  return (
    <section>
      <h2>What you attested</h2>
      <ul>
        {list.data?.map((attestation) => (
          <li key={attestation.uid}>
            <Said attestation={attestation} /> ({attestationState(attestation, new Date())})
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" onClick={() => void list.fetchNextPage()}>
          Show older ones
        </button>
      )}
    </section>
  )
}

function Said({ attestation }: { readonly attestation: Attestation }) {
  const client = useAuraClient()
  const { schema: uid, data } = attestation.object.message
  const schema = useSchema(uid)
  const values = schema.data && client.decodeValues(schema.data.fields, data)
  return <>{values?.map(({ name, value }) => `${name}: ${String(value)}`).join(', ') ?? '…'}</>
}
