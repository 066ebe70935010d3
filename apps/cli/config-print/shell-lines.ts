/** A word that any POSIX shell reads back as exactly this text. */
export function quoteShell(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/** Lines for `eval`. */
export function shellLines(environment: {
  set: Readonly<Record<string, string>>
  unset: readonly string[]
  /** Directory that programs are looked for in first; null when PATH stays as it is. */
  searchFirst: string | null
}): string {
  const { set, unset, searchFirst } = environment
  const lines = [
    ...(unset.length > 0 ? [`unset ${unset.join(' ')}`] : []),
    ...Object.entries(set).map(([name, value]) => `export ${name}=${quoteShell(value)}`),
    ...(searchFirst === null ? [] : [`export PATH=${quoteShell(searchFirst)}:"$PATH"`]),
  ]
  return `${lines.join('\n')}\n`
}
