import { Icon } from '../ui/icon.tsx'

/** What a signature under a sign-in message does, and what it does not. */
export function SigningMeaning() {
  return (
    <ul className="mt-5 space-y-1.5 text-[0.9375rem]" aria-label="What signing means">
      <li className="flex gap-2.5">
        <Icon name="check" className="mt-0.5 text-good" />
        Proves that the account is yours and opens a session on this site.
      </li>
      <li className="flex gap-2.5">
        <Icon name="close" className="mt-0.5 text-muted" />
        Moves no funds, costs no fee, gives no permission over your wallet.
      </li>
    </ul>
  )
}
