import type { Signature } from '../api/schemas.ts'

/** EAS keeps a key's signature in parts; a contract wallet's is any bytes. */
export function signatureParts(signature: string): Signature {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) return signature
  const v = Number.parseInt(signature.slice(130), 16)
  return { r: signature.slice(0, 66), s: `0x${signature.slice(66, 130)}`, v: v < 27 ? v + 27 : v }
}
