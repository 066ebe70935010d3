import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { SecretsBundle } from '@aura-sign/recovery'
import { dataDirectoryAt, nativeSecretsFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { differingVariables, mergeEnvFile } from './env-file.ts'
import { fingerprintKeyFile, fingerprintKeyText } from './fingerprint-key.ts'

/** What becomes of one file. `text` is what it shall hold. */
export interface PlannedFile {
  readonly name: string
  readonly path: string
  readonly action: 'create' | 'keep' | 'replace'
  readonly text: string
}

export interface ImportPlan {
  readonly into: string
  readonly dataRoot: string
  readonly files: readonly PlannedFile[]
  readonly variables: {
    /** What `.env` gets, or has already. */
    readonly set: readonly string[]
    /** What it has with another value now. */
    readonly replaced: readonly string[]
  }
}

/** What an import of a bundle into a checkout would do; changes nothing. Throws `secrets_not_exportable` for what cannot be written. */
export function planImport(
  context: CommandContext,
  options: { bundle: SecretsBundle; into: string | undefined },
): ImportPlan {
  const { bundle } = options
  const into = options.into === undefined ? context.projectDirectory : resolve(options.into)
  // Set in this shell, it is where the stack of this machine will look too.
  const named = context.config.AURA_DATA_DIR !== undefined
  const dataRoot = named || options.into === undefined ? context.dataDirectory.root : join(into, '.aura')
  const variables = { ...bundle.environment, ...(named && { AURA_DATA_DIR: dataRoot }) }
  const envFile = join(into, '.env')
  const before = existsSync(envFile) ? readFileSync(envFile, 'utf8') : null
  const replaced = differingVariables(before ?? '', variables)
  const merged = mergeEnvFile(before ?? '', variables)
  const environment: PlannedFile[] =
    merged === '' ? [] : [{ name: '.env', path: envFile, action: actionFor(before, merged, replaced), text: merged }]
  return {
    ...{ into, dataRoot },
    files: [
      ...bundle.files.map(({ name, base64 }) => plannedFile(name, { text: decode(name, base64), into, dataRoot })),
      plannedFile('data/secrets-fingerprint.json', { text: fingerprintKeyText(bundle.fingerprintKey), into, dataRoot }),
      ...environment,
    ],
    variables: { set: Object.keys(variables), replaced },
  }
}

/** Lines that are added to `.env` take nothing away. */
function actionFor(before: string | null, merged: string, replaced: readonly string[]): PlannedFile['action'] {
  if (before === merged) return 'keep'
  return replaced.length > 0 ? 'replace' : 'create'
}

function plannedFile(name: string, options: { text: string; into: string; dataRoot: string }): PlannedFile {
  const { text } = options
  const path = pathOf(name, options)
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null
  const action = before === null ? 'create' : before === text ? 'keep' : 'replace'
  return { name, path, action, text }
}

/** Only places that are known: whoever can write into the backup store can make a bundle, and must not reach others. */
function pathOf(name: string, { into, dataRoot }: { into: string; dataRoot: string }): string {
  const { nativeStack, secretsFile } = dataDirectoryAt(dataRoot)
  if (name === 'data/secrets.json') return secretsFile
  if (name === 'data/secrets-fingerprint.json') return fingerprintKeyFile(dataRoot)
  if (name === 'native/secrets.json') return nativeSecretsFile(nativeStack) ?? join(nativeStack, 'secrets.json')
  if (name === 'contacts.md') return join(dataRoot, 'contacts.md')
  if (/^compose\/[a-z0-9_]+$/.test(name)) return join(into, 'secrets', name.slice('compose/'.length))
  throw new AuraError('secrets_not_exportable', { name, detail: 'this version knows no place for it' })
}

function decode(name: string, base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'))
  } catch (cause) {
    throw new AuraError('secrets_not_exportable', { name, detail: 'it is no text' }, { cause })
  }
}
