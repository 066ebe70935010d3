export type Environment = Readonly<Record<string, string | undefined>>

/** How a secret can be given, beside by its own name: the file that holds it, or the command that prints it. */
export const secretSuffixes = ['_FILE', '_COMMAND'] as const

/** An environment in which these variables have these values, in whatever way they were given before. */
export function withVariables(environment: Environment, set: Readonly<Record<string, string>>): Environment {
  const replaced = new Set(Object.keys(set).flatMap((name) => secretSuffixes.map((suffix) => name + suffix)))
  const kept = Object.entries(environment).filter(([name]) => !replaced.has(name))
  return { ...Object.fromEntries(kept), ...set }
}

/**
 * What a file of variables adds to an environment. What is set there wins, in whatever way: a secret set as `X` is not read from
 * the `X_FILE` or `X_COMMAND` of the file.
 */
export function addedVariables(
  environment: Environment,
  file: Readonly<Record<string, string>>,
): Record<string, string> {
  const isSet = (name: string) => Boolean(environment[name])
  const family = (name: string) => {
    const base = secretSuffixes.reduce(
      (rest, suffix) => (rest.endsWith(suffix) ? rest.slice(0, -suffix.length) : rest),
      name,
    )
    return [name, base, ...secretSuffixes.map((suffix) => base + suffix)]
  }
  return Object.fromEntries(
    Object.entries(file).filter(([name]) => environment[name] === undefined && !family(name).some(isSet)),
  )
}
