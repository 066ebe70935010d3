import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AuraError } from '../errors/aura-error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Marks a variable as secret: printed redacted, and readable from the file that `<NAME>_FILE` names. */
export function secret(): z.ZodString {
  return z.string().min(1).meta({ secret: true })
}

/**
 * Parses an environment by a schema whose keys are variable names. An empty variable counts as absent.
 * Reports all violations together; resolves `<NAME>_FILE` for every secret.
 */
export function parseConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
): z.output<z.ZodObject<Shape>> {
  const values: Record<string, string> = {}
  for (const [name, type] of Object.entries(schema.shape)) {
    const value = environment[name] || (isSecret(type) ? readSecretFile(name, environment) : undefined)
    if (value) values[name] = value
  }
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const violations = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new AuraError('config_invalid', { violations: violations.join('; ') })
}

/**
 * Replaces the password of every URL in a text; other text is returned as it is. A password that was not
 * percent-encoded can hold any character, so all up to the last `@` before a blank goes: rather too much than a rest.
 */
export function redactUrl(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^:/?#\s]*):\S*@/gi, '$1:[redacted]@')
}

function readSecretFile(name: string, environment: Environment): string | undefined {
  const variable = `${name}_FILE`
  const path = environment[variable]
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new AuraError('secret_file_unreadable', { path, variable }, { cause })
  }
}

function isSecret(type: unknown): boolean {
  let current = type
  // Looks through optional() and default(), which wrap the marked type.
  for (let depth = 0; current instanceof z.ZodType && depth < 8; depth += 1) {
    if (current.meta()?.secret === true) return true
    current = 'innerType' in current.def ? current.def.innerType : undefined
  }
  return false
}
