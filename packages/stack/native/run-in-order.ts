/**
 * Runs `run` for every item as soon as those it comes `after` are done, otherwise at the same time. After a failure no
 * further one begins, `signal` tells those that run, and once they have ended the first failure is thrown.
 */
export async function runInOrder<Name extends string>(
  names: readonly Name[],
  options: { after: (name: Name) => readonly Name[]; run: (name: Name, signal: AbortSignal) => Promise<void> },
): Promise<void> {
  const stopping = new AbortController()
  const runs = new Map<Name, Promise<void>>()
  const begin = (name: Name, path: readonly Name[]): Promise<void> => {
    if (path.includes(name)) throw new Error(`${[...path, name].join(' after ')} is a circle`)
    const known = runs.get(name)
    if (known) return known
    const before = options.after(name).filter((other) => names.includes(other))
    const earlier = before.map((other) => begin(other, [...path, name]))
    const started = Promise.all(earlier).then(async () => {
      if (stopping.signal.aborted) return
      try {
        await options.run(name, stopping.signal)
      } catch (error) {
        if (!stopping.signal.aborted) stopping.abort(error)
      }
    })
    runs.set(name, started)
    return started
  }
  await Promise.all(names.map((name) => begin(name, [])))
  if (stopping.signal.aborted) throw stopping.signal.reason
}
