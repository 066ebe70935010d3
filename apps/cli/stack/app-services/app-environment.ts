import { type Environment, isSecret, readVariables } from '@aura-sign/core'

/**
 * What an app gets: of the caller's environment only what the app's own configuration names, and over that what the stack
 * sets. A command that prints a secret is run here: the app's process has neither the rights nor the variables that it takes.
 */
export function appEnvironment(
  schema: { readonly shape: Readonly<Record<string, unknown>> },
  options: { environment: Environment; set: Readonly<Record<string, string>> },
): Record<string, string> {
  const { environment, set } = options
  const names = Object.keys(schema.shape).filter((name) => set[name] === undefined)
  const printed = names.filter((name) => environment[`${name}_COMMAND`] && isSecret(schema.shape[name]))
  const read = readVariables(
    { shape: Object.fromEntries(printed.map((name) => [name, schema.shape[name]])) },
    environment,
  )
  const variables = names.filter((name) => !printed.includes(name)).flatMap((name) => [name, `${name}_FILE`])
  const passed = variables.flatMap((name): [string, string][] => {
    const value = environment[name]
    return value ? [[name, value]] : []
  })
  return { ...Object.fromEntries(passed), ...read, ...set }
}
