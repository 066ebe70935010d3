import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ServiceName } from '@aura-sign/stack'

/** Where the services of a native test run answer. */
export interface NativeAddresses {
  /** Role `admin`, which may create databases. */
  readonly postgresUrl: string
  readonly superuserUrl: string
  readonly redisUrl: string
  /** The account that owns every bucket. */
  readonly s3: S3Account & { readonly endpoint: string }
  /** Those of the processes: each reaches the one bucket that the stack made for it. */
  readonly s3Accounts: { readonly objects: S3Account; readonly backups: S3Account }
}

interface S3Account {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface NativeServices {
  readonly addresses: NativeAddresses
  /** Ends a service as a crash does; `up` starts it again with its data. */
  kill(service: ServiceName): Promise<void>
  up(service: ServiceName): Promise<void>
  /** Ends the services and removes their data; rejects when something is left. */
  stop(): Promise<void>
}

const keeper = fileURLToPath(new URL('./testing/keep-native-services.ts', import.meta.url))

/**
 * Starts services (default: all that tests need) in a directory of their own. A process beside this one owns them and ends them
 * when this one is gone: vitest leaves at once on Ctrl-C, and a kill leaves no time for anything.
 */
export async function startNativeServices(
  options: { services?: readonly ServiceName[]; durable?: boolean } = {},
): Promise<NativeServices> {
  const child = spawn(
    process.execPath,
    [keeper, ...(options.services ?? []), ...(options.durable ? ['--durable'] : [])],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  const stop = async () => {
    child.stdin.end()
    const [code] = await exited
    if (code !== 0) throw new Error('the services of the test run did not end in order; their keeper says why above')
  }
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const order = async (words: string) => {
    child.stdin.write(`${words}\n`)
    if ((await lines.next()).done) throw new Error(`the services of the test run ended instead of: ${words}`)
  }
  const { value: line } = await lines.next()
  if (line !== undefined) {
    return {
      addresses: JSON.parse(line) as NativeAddresses,
      kill: (service) => order(`kill ${service}`),
      up: (service) => order(`up ${service}`),
      stop,
    }
  }
  await stop()
  throw new Error('the services of the test run did not start')
}
