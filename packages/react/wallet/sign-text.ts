import type { WalletConnection } from './connect-wallet.ts'

/** Has the wallet sign a text with the connected account (`personal_sign`, EIP-191). Throws what the wallet throws. */
export async function signText({ wallet, address }: WalletConnection, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const signature = await wallet.provider.request({ method: 'personal_sign', params: [`0x${hex}`, address] })
  if (typeof signature === 'string') return signature
  throw new Error('the wallet gave no signature')
}
