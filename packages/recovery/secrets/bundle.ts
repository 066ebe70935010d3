import { z } from 'zod'

export const bundleFormat = 1

const file = z.object({
  /** Where it belongs, by role: `data/…`, `native/…`, `compose/…`, or a page of its own. Never a path of the machine it came from. */
  name: z.string().regex(/^(data|native|compose)\/[\w.-]*\w$|^contacts\.md$/),
  base64: z.base64(),
})

/** What is in a secrets bundle. */
export const bundleSchema = z.object({
  format: z.literal(bundleFormat),
  exportedAt: z.iso.datetime(),
  host: z.string(),
  /** Key of the fingerprints: whoever imports the bundle can tell as before whether anything has changed. */
  fingerprintKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** Values of variables, secrets as they read. */
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()),
  files: z.array(file),
})

export type SecretsBundle = z.infer<typeof bundleSchema>

/** Settings and secrets files of a stack, as they are now. */
export type SecretsContent = Pick<SecretsBundle, 'environment' | 'files'>

/** What the content holds, by name: `env:APP_URL`, `compose/redis_password`. */
export function namesOf(content: SecretsContent): string[] {
  return entriesOf(content).map(([name]) => name)
}

/** Its parts with their values, in the order of their names. */
export function entriesOf({ environment, files }: SecretsContent): [name: string, value: string][] {
  const entries = [
    ...Object.entries(environment).map(([name, value]): [string, string] => [`env:${name}`, value]),
    ...files.map(({ name, base64 }): [string, string] => [name, base64]),
  ]
  return entries.sort(([left], [right]) => (left < right ? -1 : 1))
}
