import { x } from 'tinyexec'

const timeoutMs = 10_000

/** What a program prints, on either stream, whatever its exit code; null when it cannot be run or does not end. */
export async function programOutput(program: string, words: readonly string[]): Promise<string | null> {
  try {
    const { stdout, stderr } = await x(program, [...words], { timeout: timeoutMs, nodeOptions: { stdio: 'pipe' } })
    return `${stdout}${stderr}`.trim()
  } catch {
    return null
  }
}
