import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import type { SecretsContent } from '@aura-sign/recovery'
import { nativeSecretsFile } from '@aura-sign/stack'
import type { CommandContext } from '../config.ts'
import { composeSecretsDirectory } from '../stack-in-use/compose-stack.ts'
import { mergeEnvFile } from './env-file.ts'
import { environmentInUse } from './environment-in-use.ts'
import { readContacts } from './read-contacts.ts'

const fileBytesMax = 256 * 1024
const composeFilesMax = 100

/**
 * Everything that a new machine needs to be what this one is, beside data: the settings in use, the secrets of every stack made here
 * (that of backups included), and whom to call. Throws `secrets_none` where there is nothing, and what reading any of it throws: a
 * bundle that leaves something out is not made.
 */
export async function collectSecrets(context: CommandContext): Promise<SecretsContent> {
  const { dataDirectory } = context
  const environment = await environmentInUse(context)
  const native = nativeSecretsFile(dataDirectory.nativeStack)
  const secrets = [
    ...(existsSync(dataDirectory.secretsFile) ? [readFile('data/secrets.json', dataDirectory.secretsFile)] : []),
    ...(native === null ? [] : [readFile('native/secrets.json', native)]),
    ...composeSecrets(context),
  ]
  if (Object.keys(environment).length === 0 && secrets.length === 0) throw new AuraError('secrets_none')
  // Found out now, and not by the import.
  mergeEnvFile('', environment)
  const contacts = readContacts(context.projectDirectory)
  return {
    environment,
    files: contacts === null ? secrets : [...secrets, fileOf('contacts.md', Buffer.from(contacts))],
  }
}

function composeSecrets({ projectDirectory }: CommandContext): SecretsContent['files'] {
  const directory = composeSecretsDirectory(projectDirectory)
  if (!existsSync(directory)) return []
  const names = readdirSync(directory).filter((name) => /^\w[\w.-]*\w$/.test(name))
  if (names.length > composeFilesMax) {
    throw new AuraError('secrets_not_exportable', {
      name: directory,
      detail: `it holds more than ${composeFilesMax} files`,
    })
  }
  return names.sort().map((name) => readFile(`compose/${name}`, join(directory, name)))
}

function readFile(name: string, path: string): SecretsContent['files'][number] {
  try {
    const { size: sizeBytes } = statSync(path)
    if (sizeBytes > fileBytesMax) throw new Error(`it has ${sizeBytes} bytes, more than ${fileBytesMax}`)
    return fileOf(name, readFileSync(path))
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new AuraError('secrets_not_exportable', { name: path, detail }, { cause })
  }
}

function fileOf(name: string, bytes: Buffer): SecretsContent['files'][number] {
  return { name, base64: bytes.toString('base64') }
}
