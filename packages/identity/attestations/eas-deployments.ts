import type { Address } from 'viem'

/** An EAS contract whose attestations are taken. */
export interface EasDeployment {
  readonly chainId: number
  readonly contract: Address
}

/** Where the EAS contract stands on public chains, as EAS publishes it. */
export const easDeployments: readonly EasDeployment[] = [
  { chainId: 1, contract: '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587' },
  { chainId: 10, contract: '0x4200000000000000000000000000000000000021' },
  { chainId: 137, contract: '0x5E634ef5355f45A855d02D66eCD687b1502AF790' },
  { chainId: 324, contract: '0x21d8d4eE83b80bc0Cc0f2B7df3117Cf212d02901' },
  { chainId: 420, contract: '0x4200000000000000000000000000000000000021' },
  { chainId: 8_453, contract: '0x4200000000000000000000000000000000000021' },
  { chainId: 42_161, contract: '0xbD75f629A22Dc1ceD33dDA0b68c546A1c035c458' },
  { chainId: 42_170, contract: '0x6d3dC0Fe5351087E3Af3bDe8eB3F7350ed894fc3' },
  { chainId: 42_220, contract: '0x72E1d8ccf5299fb36fEfD8CC4394B8ef7e98Af92' },
  { chainId: 59_140, contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a' },
  { chainId: 59_144, contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a' },
  { chainId: 80_002, contract: '0xb101275a60d8bfb14529C421899aD7CA1Ae5B5Fc' },
  { chainId: 84_531, contract: '0x4200000000000000000000000000000000000021' },
  { chainId: 84_532, contract: '0x4200000000000000000000000000000000000021' },
  { chainId: 421_613, contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a' },
  { chainId: 534_351, contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a' },
  { chainId: 534_352, contract: '0xC47300428b6AD2c7D03BB76D05A176058b47E6B0' },
  { chainId: 11_155_111, contract: '0xC2679fBD37d54388Ce493F1DB75320D236e1815e' },
  { chainId: 11_155_420, contract: '0x4200000000000000000000000000000000000021' },
]
