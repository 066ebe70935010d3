import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

// For tests: a real EVM behind real JSON-RPC, on loopback, gone afterwards.

const require = createRequire(import.meta.url)

/** Long, because it starts beside other tests. */
const startTimeoutMs = 30_000
const logLinesMax = 200

export interface LocalChain extends AsyncDisposable {
  readonly url: string
  readonly chainId: number
}

/** Starts anvil with ten unlocked, funded accounts. Throws an Error when it ends or says nothing. */
export async function startLocalChain(options: { chainId: number }): Promise<LocalChain> {
  const { chainId } = options
  const words = ['--host', '127.0.0.1', '--port', '0', '--chain-id', String(chainId), '--no-cors']
  const child = spawn(anvilProgram(), words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    const url = await Promise.race([readUrl(child.stdout), ended.then(() => undefined), timeout()])
    if (url === undefined) throw new Error('anvil ended or did not say where it listens')
    return { url, chainId, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function readUrl(output: NodeJS.ReadableStream): Promise<string | undefined> {
  const lines = createInterface({ input: output })
  let count = 0
  for await (const line of lines) {
    const address = /^Listening on (127\.0\.0\.1:\d+)$/.exec(line.trim())?.[1]
    if (address !== undefined) {
      // What it logs later is of no interest, but a full pipe would stop it.
      output.resume()
      return `http://${address}`
    }
    count += 1
    if (count > logLinesMax) return undefined
  }
  return undefined
}

function timeout(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), startTimeoutMs).unref()
  })
}

/** The program in the package for this platform; the package's own launcher would stay in between. */
function anvilProgram(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const launcher = require.resolve('@foundry-rs/anvil/package.json')
  return createRequire(launcher).resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/bin/anvil`)
}
