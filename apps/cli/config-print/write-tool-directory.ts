import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '@aura-sign/core'
import { findProgram } from '../programs/find-program.ts'
import { programOutput } from '../programs/program-output.ts'
import { understandsEndpointVariable } from '../programs/understands-endpoint-variable.ts'
import { parseVersion } from '../programs/version.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { type MinioAlias, minioAliases } from './shell-environment.ts'
import { quoteShell } from './shell-lines.ts'

export interface ToolDirectory {
  /** Holds programs that have to come before others of their name; null when none has to. */
  readonly searchFirst: string | null
  readonly set: Readonly<Record<string, string>>
}

const redisPortDefault = '6379'

/**
 * Writes what cannot be said in a variable: programs that add an option (an AWS CLI that ignores AWS_ENDPOINT_URL, a Redis on
 * another port), and the configuration of the MinIO client, whose aliases hold a "-". No secret is in an argument.
 */
export async function writeToolDirectory(
  stack: StackInUse,
  options: { path: string | undefined },
): Promise<ToolDirectory> {
  const directory = join(stack.directory, 'bin')
  const search = { path: options.path, except: [directory] }
  const wrappers = { aws: await awsWrapper(stack, search), 'redis-cli': await redisWrapper(stack, search) }
  for (const [name, text] of Object.entries(wrappers)) {
    if (text === null) await rm(join(directory, name), { force: true })
    else await writeTool(join(directory, name), { directory, text, mode: 0o755 })
  }
  const wanted = Object.values(wrappers).some((text) => text !== null)
  // A shell that evaluates the lines again need not look there twice.
  const isFirst = options.path?.split(':')[0] === directory
  return { searchFirst: wanted && !isFirst ? directory : null, set: await writeMinioConfiguration(stack) }
}

interface Search {
  path: string | undefined
  except: readonly string[]
}

async function awsWrapper(stack: StackInUse, search: Search): Promise<string | null> {
  if (!stack.objectStore?.url.startsWith('s3:')) return null
  const program = await findProgram('aws', search)
  const version = program && parseVersion((await programOutput(program, ['--version'])) ?? '')
  if (!program || !version || understandsEndpointVariable(version)) return null
  const why = 'This AWS CLI ignores AWS_ENDPOINT_URL and would talk to AWS itself.'
  return wrapper(why, `${quoteShell(program)} \${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@"`)
}

async function redisWrapper(stack: StackInUse, search: Search): Promise<string | null> {
  const url = stack.redisUrl && new URL(stack.redisUrl)
  if (!url) return null
  const words = [
    ...(['localhost', '127.0.0.1'].includes(url.hostname) ? [] : ['-h', url.hostname.replace(/^\[|\]$/g, '')]),
    ...((url.port || redisPortDefault) === redisPortDefault ? [] : ['-p', url.port]),
    ...(url.username && url.username !== 'default' ? ['--user', decodeURIComponent(url.username)] : []),
    ...(url.protocol === 'rediss:' ? ['--tls'] : []),
  ]
  const program = words.length > 0 ? await findProgram('redis-cli', search) : null
  if (!program) return null
  return wrapper(
    'redis-cli reads its password from a variable, but not where Redis is.',
    [program, ...words].map(quoteShell).join(' ').concat(' "$@"'),
  )
}

function wrapper(why: string, command: string): string {
  return `#!/bin/sh\n# Written by "aura config print --export". ${why}\nexec ${command}\n`
}

/** Aliases with a "-" have no place in a variable's name, as `MC_HOST_<alias>` would need. */
async function writeMinioConfiguration(stack: StackInUse): Promise<Record<string, string>> {
  const aliases = minioAliases(stack)
  if (Object.keys(aliases).length === 0) return {}
  const directory = join(stack.directory, 'mc')
  const api = { api: 'S3v4', path: 'auto' }
  const entries = Object.entries(aliases).map(([name, alias]) => [name, { ...alias, ...api }])
  const text = `${JSON.stringify({ version: '10', aliases: Object.fromEntries(entries) }, null, 2)}\n`
  await writeTool(join(directory, 'config.json'), { directory, text, mode: 0o600 })
  return {
    MC_CONFIG_DIR: directory,
    ...Object.fromEntries(
      Object.entries(aliases).map(([name, alias]) => [`MC_HOST_${name.replaceAll('-', '_')}`, minioHost(alias)]),
    ),
  }
}

/** The client takes both keys as they stand, nothing encoded. */
function minioHost({ url, accessKey, secretKey }: MinioAlias): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${accessKey}:${secretKey}@${host}`
}

async function writeTool(
  path: string,
  { directory, text, mode }: { directory: string; text: string; mode: number },
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  writeFileAtomically(path, text, { mode })
}
