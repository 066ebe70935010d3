import { useState } from 'react'
import type { Wallet } from './wallet.ts'

/** The wallet's own picture, always as an image (where an SVG cannot run scripts), else its first letter. */
export function WalletIcon({ wallet }: { readonly wallet: Wallet }) {
  const [broken, setBroken] = useState(false)
  if (wallet.icon === null || broken) {
    return (
      <span
        aria-hidden="true"
        className="grid size-10 shrink-0 place-items-center rounded-xl bg-sunken font-display text-lg text-muted"
      >
        {[...wallet.name][0]?.toUpperCase()}
      </span>
    )
  }
  return (
    <img
      src={wallet.icon}
      alt=""
      width={40}
      height={40}
      className="size-10 shrink-0 rounded-xl object-contain"
      onError={() => setBroken(true)}
    />
  )
}
