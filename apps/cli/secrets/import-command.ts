import { basename } from 'node:path'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { confirm } from '../restore/confirm.ts'
import { addStackOption } from '../stack-in-use/add-stack-option.ts'
import { applyImport } from './apply-import.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { type OpenedBundle, type ReadFlags, readBundle } from './read-bundle.ts'

interface ImportFlags extends ReadFlags {
  into?: string
  dryRun?: true
  confirm?: string
  json?: true
}

export function registerSecretsImport(secrets: Command, context: CommandContext): void {
  const command = secrets
    .command('import')
    .description('write .env and the secrets of a bundle into a checkout: the first step on a new machine')
    .requiredOption('-i, --identity <file>', 'the identity of one of its recipients')
    .option('--bundle <key>', 'a key of the backup store, or a file; default: the newest')
    .option('--into <directory>', 'the checkout to write into; default: this one')
    .option('-n, --dry-run', 'print the plan and end')
    .option('--confirm <name>', 'name of the checkout, to overwrite what differs without being asked')
    .option('--json', 'print plan or result as JSON')
  addStackOption(command).action((flags: ImportFlags) => importSecrets(context, flags))
}

async function importSecrets(context: CommandContext, flags: ImportFlags): Promise<void> {
  const opened = await readBundle(context, flags)
  const plan = planImport(context, { bundle: opened.bundle, into: flags.into })
  const shown = flags.json ? `${JSON.stringify(planInJson(plan, opened))}\n` : renderPlan(plan, opened)
  if (flags.dryRun) return void process.stdout.write(shown)
  process.stderr.write(shown)
  if (plan.files.some(({ action }) => action === 'replace')) {
    const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.json
    await confirm({ name: basename(plan.into), given: flags.confirm, interactive })
  }
  const say = (message: string) => void process.stderr.write(`aura: ${message}\n`)
  await applyImport(plan, { environment: { ...context.environment, ...opened.bundle.environment }, say })
  process.stdout.write(flags.json ? shown : renderResult(plan))
}

function planInJson({ into, files, variables }: ImportPlan, { name, sha256, bundle }: OpenedBundle) {
  const { exportedAt, host } = bundle
  // Without what the files hold.
  const shown = files.map(({ name, path, action }) => ({ name, path, action }))
  return { bundle: name, sha256, exportedAt, host, into, files: shown, variables }
}

function renderPlan({ into, files, variables }: ImportPlan, { name, sha256, bundle }: OpenedBundle): string {
  const lines = [
    `import ${name} into ${into}`,
    `  exported ${bundle.exportedAt} on ${bundle.host}, sha256 ${sha256}`,
    ...files.map(({ path, action }) => `  ${action.padEnd(7)} ${path}`),
    `  .env sets ${variables.set.join(', ') || 'nothing'}`,
    ...(variables.replaced.length > 0 ? [`  with another value than now: ${variables.replaced.join(', ')}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

function renderResult({ files, into }: ImportPlan): string {
  const written = files.filter(({ action }) => action !== 'keep').length
  const compose = files.some(({ name }) => name.startsWith('compose/'))
    ? `next, for compose: sudo scripts/make_compose_secrets.sh, which gives the secrets to the users in the containers\n`
    : ''
  return `imported into ${into}: ${written} of ${files.length} files written\n${compose}next: ./aura doctor, then start and restore as in docs/runbooks/DR_RUNBOOK.md\n`
}
