import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AuraError } from '../errors/aura-error.ts'
import { type Environment, secretSuffixes } from './environment.ts'
import { runSecretCommand } from './run-secret-command.ts'

/** Marks a variable as secret: printed redacted, and readable through `<NAME>_FILE` or `<NAME>_COMMAND`. */
export function secret(): z.ZodString {
  return z.string().min(1).meta({ secret: true })
}

/**
 * Parses an environment by a schema whose keys are variable names. An empty variable counts as absent. A secret is the value of its
 * variable, what the file named by `<NAME>_FILE` holds, or what the command in `<NAME>_COMMAND` prints: one of them. Reports all
 * violations together, as `config_invalid`; `secret_file_unreadable` or `secret_command_failed` when it is the only one.
 */
export function parseConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
): z.output<z.ZodObject<Shape>> {
  const { values, problems } = readValues(schema, environment)
  const result = schema.safeParse(values)
  const unread = new Set(Object.keys(problems))
  // What could not be read is not missing.
  const issues = (result.error?.issues ?? []).filter(({ path: [name] }) => !unread.has(String(name)))
  const [first, ...others] = Object.values(problems)
  if (first !== undefined && others.length === 0 && issues.length === 0) throw first
  if (result.success && first === undefined) return result.data
  const violations = [
    ...Object.entries(problems).map(([name, problem]) => `${name}: ${violationOf(problem)}`),
    ...issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  ]
  throw new AuraError('config_invalid', { violations: violations.join('; ') })
}

/** The variables of a schema that are set, secrets as they read. Throws the first failure to read one. */
export function readVariables(
  schema: { readonly shape: Readonly<Record<string, unknown>> },
  environment: Environment,
): Record<string, string> {
  const { values, problems } = readValues(schema, environment)
  const [problem] = Object.values(problems)
  if (problem) throw problem
  return values
}

/**
 * Replaces the password of every URL in a text; other text is returned as it is. A password that was not
 * percent-encoded can hold any character, so all up to the last `@` before a blank goes: rather too much than a rest.
 */
export function redactUrl(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^:/?#\s]*):\S*@/gi, '$1:[redacted]@')
}

function readValues(
  schema: { readonly shape: Readonly<Record<string, unknown>> },
  environment: Environment,
): { values: Record<string, string>; problems: Record<string, AuraError> } {
  const values: Record<string, string> = {}
  const problems: Record<string, AuraError> = {}
  for (const [name, type] of Object.entries(schema.shape)) {
    try {
      const value = isSecret(type) ? readSecret(name, environment) : environment[name]
      if (value) values[name] = value
    } catch (error) {
      if (!(error instanceof AuraError)) throw error
      problems[name] = error
    }
  }
  return { values, problems }
}

function readSecret(name: string, environment: Environment): string | undefined {
  const given = ['', ...secretSuffixes].map((suffix) => name + suffix).filter((variable) => environment[variable])
  const [variable] = given
  if (variable === undefined) return undefined
  if (given.length > 1) {
    const violations = `${name}: is given more than once, by ${given.join(' and ')}`
    throw new AuraError('config_invalid', { violations })
  }
  const text = environment[variable] ?? ''
  if (variable === `${name}_FILE`) return readSecretFile(text, variable)
  return variable === `${name}_COMMAND` ? runSecretCommand(text, { variable, environment }) : text
}

function readSecretFile(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new AuraError('secret_file_unreadable', { path, variable }, { cause })
  }
}

function violationOf(problem: AuraError): string {
  return problem.code === 'config_invalid'
    ? String(problem.parameters.violations).replace(/^\w+: /, '')
    : problem.message
}

/** Whether a variable is marked by `secret()`. */
export function isSecret(type: unknown): boolean {
  let current = type
  // Looks through optional() and default(), which wrap the marked type.
  for (let depth = 0; current instanceof z.ZodType && depth < 8; depth += 1) {
    if (current.meta()?.secret === true) return true
    current = 'innerType' in current.def ? current.def.innerType : undefined
  }
  return false
}
