import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { x } from 'tinyexec'

interface TestTool {
  /** Program looked for on the PATH. */
  program: string
  debianPackage: string
}

const testTools: readonly TestTool[] = [
  { program: 'psql', debianPackage: 'postgresql-client' },
  { program: 'chromium', debianPackage: 'chromium' },
]
const installTimeoutMs = 15 * 60_000

/** Installs missing programs with apt when that needs no password; else throws `test_tool_missing` with the command. */
export async function installTestTools(): Promise<void> {
  const missing = testTools.filter((tool) => !isInstalled(tool.program))
  const [first] = missing
  if (!first) return
  const packages = missing.map((tool) => tool.debianPackage)
  const command = `sudo apt-get install -y ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    throw new AuraError('test_tool_missing', { tool: first.program, command })
  }
  process.stderr.write(`aura: installing ${packages.join(', ')} for the tests\n`)
  await apt(['update'])
  await apt(['install', '-y', '--no-install-recommends', ...packages])
  const stillMissing = missing.find((tool) => !isInstalled(tool.program))
  if (stillMissing) throw new AuraError('test_tool_missing', { tool: stillMissing.program, command })
}

async function apt(words: string[]): Promise<void> {
  const result = await x('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...words], {
    timeout: installTimeoutMs,
    nodeOptions: { env: { DEBIAN_FRONTEND: 'noninteractive' } },
  })
  if (result.exitCode !== 0) process.stderr.write(result.stderr)
}

function isInstalled(program: string): boolean {
  const directories = (process.env.PATH ?? '').split(delimiter)
  return directories.some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
