const marked = new WeakSet<object>()

/** Marks a provider as made by this page. By identity, not by name: any extension can announce any name. */
export function markThrowAway(provider: object): void {
  marked.add(provider)
}

export function isThrowAway(provider: object): boolean {
  return marked.has(provider)
}
