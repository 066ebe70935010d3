import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { controlLook, Field } from '../ui/field.tsx'
import { Checked } from './checked.tsx'
import { type Pasted, readPasted } from './read-pasted.ts'

/** For anyone, signed in or not: paste an attestation, get the verdict. */
export function VerifySection() {
  const [text, setText] = useState('')
  const [pasted, setPasted] = useState<(Pasted & { readonly round: number }) | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setPasted((last) => ({ ...readPasted(text), round: (last?.round ?? 0) + 1 }))
  }
  const named = (signer: string) =>
    setPasted((last) =>
      last?.ok && 'uid' in last.submission
        ? { ok: true, submission: { sig: last.submission, signer }, round: last.round + 1 }
        : last,
    )
  return (
    <section aria-labelledby="verify-title" className="mt-14 border-line border-t pt-10">
      <div className="grid gap-x-12 gap-y-6 lg:grid-cols-[minmax(0,0.82fr)_minmax(0,1fr)]">
        <form onSubmit={submit} noValidate>
          <h2 id="verify-title" className="text-2xl">
            Check an attestation
          </h2>
          <p className="mt-2 mb-4 text-muted">Any EAS off-chain attestation, whether it is kept here or not.</p>
          <Field label="Share link or JSON" error={pasted?.ok === false ? pasted.message : undefined}>
            {(tied) => (
              <textarea
                {...tied}
                value={text}
                rows={4}
                spellCheck={false}
                placeholder="https://…/#attestation=…"
                onChange={(event) => setText(event.target.value)}
                className={`${controlLook} max-h-60 min-h-28 resize-y font-mono text-sm`}
              />
            )}
          </Field>
          <Button type="submit" look="secondary" className="mt-2">
            Verify
          </Button>
        </form>
        <div className="min-w-0">
          {pasted?.ok ? (
            <Checked key={pasted.round} submission={pasted.submission} onSigner={named} />
          ) : (
            <div className="hidden h-full min-h-56 place-items-center rounded-3xl border border-line border-dashed px-6 text-center text-muted lg:grid">
              <p className="max-w-[34ch]">
                The verdict appears here: who signed it, what it says, and each check that was made.
              </p>
            </div>
          )}
        </div>
      </div>
    </section>
  )
}
