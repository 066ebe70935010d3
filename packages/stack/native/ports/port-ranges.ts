/**
 * Ports that stacks take by themselves: below those that Linux gives to outgoing connections (from 32768), which could
 * take one of ours while a stack is stopped.
 */
export const portRanges = {
  /** Blocks of twenty, one for a stack. */
  blocks: { first: 20_000, last: 31_999 },
  /** Those of Ceph's monitors, which stand in their stores: no block may hold one. */
  monitors: { first: 32_000, last: 32_767 },
} as const
