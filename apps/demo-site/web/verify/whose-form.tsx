import { type FormEvent, useState } from 'react'
import { addressFault } from '../attest/address-fault.ts'
import { Button } from '../ui/button.tsx'
import { controlLook, Field } from '../ui/field.tsx'

/** Asks whose an attestation should be: its signature only tells whose it is. */
export function WhoseForm({ onSigner }: { readonly onSigner: (address: string) => void }) {
  const [address, setAddress] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = address.trim()
    const wrong = addressFault(typed)
    setFault(wrong)
    if (wrong === null) onSigner(typed)
  }
  return (
    <form onSubmit={submit} noValidate className="mt-6">
      <Field
        label="Whose it should be"
        help="The address, as you know it from them: a key's or a contract wallet's"
        error={fault ?? undefined}
      >
        {(tied) => (
          <input
            {...tied}
            value={address}
            spellCheck={false}
            autoComplete="off"
            placeholder="0x…"
            onChange={(event) => setAddress(event.target.value)}
            className={`${controlLook} font-mono`}
          />
        )}
      </Field>
      <Button type="submit" look="secondary" className="mt-2">
        Check whose it is
      </Button>
    </form>
  )
}
