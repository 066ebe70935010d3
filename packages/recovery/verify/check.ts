/** One comparison with its outcome; `detail` says what was found, whether good or bad. */
export interface Check {
  name: string
  ok: boolean
  detail: string
}

/** A check that lists its faults; it is red when there is one. */
export function checkOf(name: string, faults: readonly string[], whenGood: string): Check {
  return { name, ok: faults.length === 0, detail: faults.length === 0 ? whenGood : listFaults(faults) }
}

const faultsShownMax = 10

function listFaults(faults: readonly string[]): string {
  const shown = faults.slice(0, faultsShownMax).join('; ')
  return faults.length > faultsShownMax ? `${shown}; and ${faults.length - faultsShownMax} more` : shown
}
