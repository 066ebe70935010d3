import { connectWallet, explainError, useAttest, useRegisterSchema, type WalletChoice } from '@aura-sign/react'
import { type FormEvent, useState } from 'react'

/** A note about somebody: written, read as the wallet will show it, signed, kept. */
export function AttestForm({ wallet }: { readonly wallet: WalletChoice }) {
  const [recipient, setRecipient] = useState('')
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<unknown>(null)
  const register = useRegisterSchema()
  const attest = useAttest<WalletChoice>({ onAttested: () => setNote('') })
  const { state } = attest

  const review = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    try {
      // The same schema again is the one that is known.
      const schema = await register.mutateAsync({ schema: 'string note', revocable: true })
      attest.prepare({ schema, recipient, values: { note } }, await connectWallet(wallet))
    } catch (error) {
      setFailure(error)
    }
  }

  switch (state.step) {
    case 'wrong-chain':
      return (
        <button type="button" onClick={() => void attest.switchTo(state.chainIds[0] ?? 1)}>
          Switch to chain {state.chainIds[0]}
        </button>
      )
    case 'review':
    case 'signing':
    case 'sending':
      return (
        <section>
          <h2>Read before you sign</h2>
          <pre>{JSON.stringify(state.prepared.typedData.message, null, 2)}</pre>
          <button type="button" disabled={state.step !== 'review'} onClick={() => void attest.sign()}>
            {state.step === 'review' ? 'Sign' : 'Waiting…'}
          </button>{' '}
          <button type="button" onClick={attest.reset}>
            Back
          </button>
        </section>
      )
    case 'problem':
      return (
        <p role="alert">
          {state.problem.title}. {state.problem.detail}{' '}
          <button type="button" onClick={attest.again}>
            {state.problem.nextLabel}
          </button>{' '}
          <button type="button" onClick={attest.reset}>
            Back
          </button>
        </p>
      )
    case 'idle':
    case 'done':
      return (
        <form onSubmit={review}>
          <h2>Attest</h2>
          {state.step === 'done' && <p role="status">Signed and kept.</p>}
          {failure !== null && <p role="alert">{explainError(failure).title}</p>}
          <label>
            About
            <input value={recipient} onChange={(event) => setRecipient(event.target.value)} placeholder="0x…" />
          </label>
          <label>
            Note
            <input value={note} onChange={(event) => setNote(event.target.value)} />
          </label>
          <button type="submit">Review</button>
        </form>
      )
  }
}
