/** Where EAS stands on the chains that people here meet most (EAS docs, "Contracts"), with the version each domain is signed with. */
export const easContracts: ReadonlyMap<number, { readonly contract: `0x${string}`; readonly version: string }> =
  new Map([
    [1, { contract: '0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587', version: '0.26' }],
    [10, { contract: '0x4200000000000000000000000000000000000021', version: '1.0.1' }],
    [8453, { contract: '0x4200000000000000000000000000000000000021', version: '1.0.1' }],
    [137, { contract: '0x5E634ef5355f45A855d02D66eCD687b1502AF790', version: '1.3.0' }],
    [42161, { contract: '0xbD75f629A22Dc1ceD33dDA0b68c546A1c035c458', version: '0.26' }],
    [59144, { contract: '0xaEF4103A04090071165F78D45D83A0C0782c2B2a', version: '1.2.0' }],
    [534352, { contract: '0xC47300428b6AD2c7D03BB76D05A176058b47E6B0', version: '0.26' }],
    [11155111, { contract: '0xC2679fBD37d54388Ce493F1DB75320D236e1815e', version: '0.26' }],
  ])
