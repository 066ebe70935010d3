import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Starts a server that says `"listensOn":"<origin>"` on standard error; disposing ends it. */
export async function spawnProgram(
  program: URL,
  environment: Record<string, string>,
): Promise<AsyncDisposable & { readonly pid: number; readonly origin: string }> {
  const child = spawn(process.execPath, [fileURLToPath(program)], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'close')
  let said = ''
  for await (const text of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text
    const [, origin] = /"listensOn":"([^"]+)"/.exec(said) ?? []
    if (origin === undefined) continue
    child.stderr.resume()
    const close = async () => {
      child.kill('SIGKILL')
      await exited
    }
    return { pid: child.pid ?? 0, origin, [Symbol.asyncDispose]: close }
  }
  throw new Error(`the program ended: ${said}`)
}
