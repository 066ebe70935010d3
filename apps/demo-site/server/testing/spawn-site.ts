import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { siteNodeFlags } from '../../node-flags.ts'

const main = fileURLToPath(new URL('../../main.ts', import.meta.url))

export interface SiteProcess extends AsyncDisposable {
  readonly pid: number
  /** Where it answers, once it says so; rejects when it ends before that. */
  readonly started: Promise<string>
  kill(signal: NodeJS.Signals): void
  readonly exited: Promise<{ code: number | null; stderr: string }>
}

/** The site as a process of its own, with exactly this environment; disposing kills it. */
export function spawnSite(environment: Record<string, string>): SiteProcess {
  const child = spawn(process.execPath, [...siteNodeFlags, main], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
  const started = Promise.withResolvers<string>()
  started.promise.catch(() => undefined)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    const [, url] = /"listensOn":"([^"]+)"/.exec(stderr) ?? []
    if (url !== undefined) started.resolve(url)
  })
  const exited = once(child, 'close').then(() => {
    started.reject(new Error(`the site ended: ${stderr}`))
    return { code: child.exitCode, stderr }
  })
  return {
    pid: child.pid ?? 0,
    started: started.promise,
    kill: (signal) => child.kill(signal),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
