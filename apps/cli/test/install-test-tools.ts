import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { x } from 'tinyexec'
import { projectDirectory } from '../config.ts'

const installTimeoutMs = 15 * 60_000
const planTimeoutMs = 60_000
const servicesScript = 'scripts/install_native_services.sh'
const distributionAws = '/usr/bin/aws'

/** Installs what the tests need and is missing, when that takes no password; else throws `test_tool_missing` with the command. */
export async function installTestTools(): Promise<void> {
  await installServices()
  await installBrowser()
  await installDistributionAws()
}

async function installServices(): Promise<void> {
  const script = join(projectDirectory, servicesScript)
  const plan = await x(script, ['--dry-run'], { timeout: planTimeoutMs })
  if (plan.exitCode === 0 && !/^on \S+ this will:/m.test(plan.stdout)) return
  const missing = () => {
    process.stderr.write(`${plan.stdout}${plan.stderr}`)
    return new AuraError('test_tool_missing', { tool: 'the native services', command: `${servicesScript} --yes` })
  }
  if (plan.exitCode !== 0 || !(await mayInstall())) throw missing()
  process.stderr.write('aura: installing the native services for the tests\n')
  const run = await x(script, ['--yes'], { timeout: installTimeoutMs, nodeOptions: { stdio: ['ignore', 2, 2] } })
  if (run.exitCode !== 0) throw missing()
}

async function installBrowser(): Promise<void> {
  if (isInstalled('chromium')) return
  const missing = () =>
    new AuraError('test_tool_missing', { tool: 'chromium', command: 'sudo apt-get install -y chromium' })
  if (!isInstalled('apt-get') || !(await mayInstall())) throw missing()
  await installPackage('chromium')
  if (!isInstalled('chromium')) throw missing()
}

/** That of the distribution, beside whatever is on the PATH before it: old ones behave otherwise. Not every distribution has one. */
async function installDistributionAws(): Promise<void> {
  if (isExecutable(distributionAws) || !isInstalled('apt-get') || !(await mayInstall())) return
  await installPackage('awscli')
}

async function installPackage(name: string): Promise<void> {
  process.stderr.write(`aura: installing ${name} for the tests\n`)
  const words = ['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300']
  await asRoot([...words, 'update'])
  await asRoot([...words, 'install', '-y', '--no-install-recommends', name])
}

/** Whether this user is root, or becomes it without a password. */
async function mayInstall(): Promise<boolean> {
  if (process.getuid?.() === 0) return true
  if (!isInstalled('sudo')) return false
  return (await x('sudo', ['-n', 'true'], { timeout: planTimeoutMs })).exitCode === 0
}

async function asRoot(words: readonly string[]): Promise<void> {
  const all = ['env', 'DEBIAN_FRONTEND=noninteractive', ...words]
  const [program = '', ...rest] = process.getuid?.() === 0 ? all : ['sudo', '-n', ...all]
  const result = await x(program, rest, { timeout: installTimeoutMs })
  if (result.exitCode !== 0) process.stderr.write(result.stderr)
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => isExecutable(join(directory, program)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
