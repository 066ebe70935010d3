import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AuraError, formatError } from '@aura-sign/core'
import { openNativeStack, readNativeStack, serviceNames } from '@aura-sign/stack'
import { durableServices, testServices } from './test-services.ts'

// A process of its own, for native-services.ts: starts the services, prints where they are as one line of JSON, and ends
// them when its standard input does. Meanwhile `kill <service>` and `up <service>` there do that, answered by a line. A Ctrl-C in a terminal reaches it too; it leaves the order to its standard input.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
const orders = createInterface({ input: process.stdin })
const ownerGone = once(orders, 'close')

const root = await mkdtemp(join(tmpdir(), 'aura-services-'))
// The services' user has to reach what lies below.
await chmod(root, 0o711)
const directory = join(root, 'native')
const stack = await openNativeStack({
  directory,
  projectDirectory: fileURLToPath(new URL('../../..', import.meta.url)),
  services: process.argv.includes('--durable') ? durableServices : testServices,
  environment: process.env,
  freePorts: true,
})
try {
  await stack.up(serviceNames.filter((name) => process.argv.includes(name)))
  const made = readNativeStack(directory)
  if (!made) throw new Error('the stack left no trace')
  const { urls, secrets, ports } = made
  const addresses = {
    postgresUrl: urls.databaseUrl,
    superuserUrl: urls.superuserUrl,
    redisUrl: urls.redisUrl,
    s3: { endpoint: `http://127.0.0.1:${ports.S3_PORT}`, ...secrets.s3Operator },
    s3Accounts: { objects: secrets.s3Objects, backups: secrets.s3Backups },
  }
  let obeyed = Promise.resolve()
  orders.on('line', (line) => {
    const [verb, name] = line.split(' ')
    const services = serviceNames.filter((known) => known === name)
    obeyed = obeyed.then(() => (verb === 'kill' ? stack.kill(services) : stack.up(services)))
    obeyed = obeyed.then(() => void process.stdout.write('obeyed\n'))
  })
  process.stdout.write(`${JSON.stringify(addresses)}\n`)
  await ownerGone
  await obeyed
} catch (error) {
  process.stderr.write(error instanceof AuraError ? formatError(error) : `${String(error)}\n`)
  process.exitCode = 1
} finally {
  await stack.down({ removeData: true })
  await rm(root, { recursive: true, force: true })
}
