import { CopyableText } from './copyable-text.tsx'

interface CopyableAddressProps {
  readonly address: string
  /** Show all of it from the width of a tablet on. */
  readonly full?: boolean
}

export function CopyableAddress({ address, full = false }: CopyableAddressProps) {
  return <CopyableText text={address} name="address" full={full} />
}
