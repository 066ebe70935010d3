import { isThrowAway } from '../wallet/throw-away-mark.ts'
import { useWallets } from '../wallet/use-wallets.ts'
import type { Wallet } from '../wallet/wallet.ts'
import { WalletIcon } from '../wallet/wallet-icon.tsx'
import { StepTitle } from './step-title.tsx'
import { ThrowAwayChoice } from './throw-away-choice.tsx'

/** The wallets of this browser, and a way in for those who have none. */
export function WalletStep({ onChoose }: { readonly onChoose: (wallet: Wallet) => void }) {
  const wallets = useWallets().filter((wallet) => !isThrowAway(wallet.provider))
  return (
    <div className="animate-arrive">
      <StepTitle>Choose a wallet</StepTitle>
      {wallets.length > 0 ? (
        <>
          <p className="mt-2 text-muted">You will read the message before you sign it.</p>
          <ul className="mt-5 space-y-2" aria-label="Wallets in this browser">
            {wallets.map((wallet) => (
              <li key={wallet.uuid}>
                <WalletButton wallet={wallet} namesake={hasNamesake(wallets, wallet)} onChoose={onChoose} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <div role="status" className="mt-4 rounded-2xl border border-line border-dashed px-4 py-4 text-[0.9375rem]">
          <p className="font-semibold">No wallet found in this browser</p>
          <p className="mt-1 text-muted">
            If you have one, check that its extension is switched on for this page. It appears here by itself.
          </p>
        </div>
      )}
      <ThrowAwayChoice onChoose={onChoose} alone={wallets.length === 0} />
    </div>
  )
}

interface WalletButtonProps {
  readonly wallet: Wallet
  readonly namesake: boolean
  readonly onChoose: (wallet: Wallet) => void
}

function WalletButton({ wallet, namesake, onChoose }: WalletButtonProps) {
  return (
    <button
      type="button"
      onClick={() => onChoose(wallet)}
      className="flex min-h-16 w-full items-center gap-4 rounded-2xl border border-line px-4 py-2.5 text-left transition hover:border-ink hover:bg-paper"
    >
      <WalletIcon wallet={wallet} />
      <span className="min-w-0">
        <span className="block font-medium">{wallet.name}</span>
        {namesake && <span className="block truncate text-caution text-sm">calls itself {wallet.rdns}</span>}
      </span>
    </button>
  )
}

function hasNamesake(wallets: readonly Wallet[], wallet: Wallet): boolean {
  return wallets.some((other) => other !== wallet && other.name.toLowerCase() === wallet.name.toLowerCase())
}
