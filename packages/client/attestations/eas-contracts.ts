import type { Hex } from 'viem'

/** An EAS contract, and the version that its attestations' domain is signed with. */
export interface EasContract {
  readonly contract: Hex
  readonly version: string
}

/**
 * Where EAS stands, by EIP-155 chain id, with what each contract answers to `version()` (or `VERSION()`). The tests compare
 * them with the list that EAS publishes, and run the contracts whose code is published and ask them.
 */
export const easContracts: ReadonlyMap<number, EasContract> = new Map([
  [1, { contract: '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587', version: '0.26' }],
  [10, { contract: '0x4200000000000000000000000000000000000021', version: '1.0.1' }],
  [137, { contract: '0x5E634ef5355f45A855d02D66eCD687b1502AF790', version: '1.3.0' }],
  [324, { contract: '0x21d8d4eE83b80bc0Cc0f2B7df3117Cf212d02901', version: '1.3.0' }],
  [8453, { contract: '0x4200000000000000000000000000000000000021', version: '1.0.1' }],
  [42161, { contract: '0xbD75f629A22Dc1ceD33dDA0b68c546A1c035c458', version: '0.26' }],
  [42170, { contract: '0x6d3dC0Fe5351087E3Af3bDe8eB3F7350ed894fc3', version: '1.3.0' }],
  [42220, { contract: '0x72E1d8ccf5299fb36fEfD8CC4394B8ef7e98Af92', version: '1.3.0' }],
  [59144, { contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a', version: '1.2.0' }],
  [80002, { contract: '0xb101275a60d8bfb14529C421899aD7CA1Ae5B5Fc', version: '1.3.0' }],
  [84532, { contract: '0x4200000000000000000000000000000000000021', version: '1.2.0' }],
  [534351, { contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a', version: '1.3.0' }],
  [534352, { contract: '0xC47300428b6AD2c7D03BB76D05A176058b47E6B0', version: '1.3.0' }],
  [11155111, { contract: '0xC2679fBD37d54388Ce493F1DB75320D236e1815e', version: '0.26' }],
  [11155420, { contract: '0x4200000000000000000000000000000000000021', version: '1.0.2' }],
])
