/**
 * RPO: seconds between the newest marker that was acknowledged and the newest that was recovered, and how many of the acknowledged are
 * gone. Infinity when none was recovered.
 */
export function lostSeconds(
  acknowledged: ReadonlyMap<number, number>,
  recovered: ReadonlySet<number>,
): { seconds: number; lost: number } {
  const newest = Math.max(...acknowledged.values())
  const found = [...acknowledged].filter(([number]) => recovered.has(number)).map(([, atMs]) => atMs)
  return { seconds: (newest - Math.max(...found)) / 1_000, lost: acknowledged.size - found.length }
}
