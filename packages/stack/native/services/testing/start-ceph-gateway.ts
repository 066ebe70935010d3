import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sleep } from '@aura-sign/core'
import type { ServiceContext } from '../../service.ts'
import { findProgram } from '../find-program.ts'
import { cephFiles } from '../minio/ceph-files.ts'
import { chooseFreePort } from '../minio/choose-free-port.ts'

export interface CephGateway extends AsyncDisposable {
  readonly endpoint: string
}

const startTimeoutMs = 60_000
const pollMs = 50

/** One more gateway of a Ceph that runs, with settings of its own: same buckets, same accounts. */
export async function startCephGateway(
  context: ServiceContext,
  settings: Readonly<Record<string, string>>,
): Promise<CephGateway> {
  const port = await chooseFreePort()
  const path = join(context.directory, `gateway-${port}.conf`)
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  const text = await readFile(cephFiles(context).settings, 'utf8')
  const moved = text
    .replace(/ ssl_endpoint=\S+ ssl_certificate=\S+ ssl_private_key=\S+/, '')
    .replace(/(endpoint=127\.0\.0\.1:)\d+/, `$1${port}`)
  await writeFile(path, moved.replace('[global]', ['[global]', ...lines].join('\n')))
  const program = await findProgram('radosgw')
  if (program === null) throw new Error('there is no radosgw on this machine')
  const child = spawn(program, ['-c', path, '-n', 'client.rgw', '-f'], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  const endpoint = `http://127.0.0.1:${port}`
  const gateway = {
    endpoint,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
  const deadlineMs = performance.now() + startTimeoutMs
  while (!(await answers(endpoint))) {
    if (child.exitCode === null && performance.now() < deadlineMs) {
      await sleep(pollMs)
      continue
    }
    await gateway[Symbol.asyncDispose]()
    throw new Error('the gateway did not start')
  }
  return gateway
}

async function answers(endpoint: string): Promise<boolean> {
  return await fetch(endpoint).then(
    () => true,
    () => false,
  )
}
