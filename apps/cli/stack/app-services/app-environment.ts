import type { Environment } from '@aura-sign/core'

/**
 * What an app gets: of the caller's environment only what the app's own configuration names, and over that what the stack
 * sets.
 */
export function appEnvironment(
  schema: { readonly shape: Readonly<Record<string, unknown>> },
  options: { environment: Environment; set: Readonly<Record<string, string>> },
): Record<string, string> {
  const { environment, set } = options
  const names = Object.keys(schema.shape).filter((name) => set[name] === undefined)
  const variables = names.flatMap((name) => [name, `${name}_FILE`])
  const passed = variables.flatMap((name): [string, string][] => {
    const value = environment[name]
    return value ? [[name, value]] : []
  })
  return { ...Object.fromEntries(passed), ...set }
}
