import { AuraError, exitCodes, systemClock } from '@aura-sign/core'
import type { ObjectStore } from '@aura-sign/object-store'
import { listBackups, stemOf, type Verdict, type VerifyStep, verifyStoredBackup } from '@aura-sign/recovery'
import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { createProgress } from '../progress/create-progress.ts'
import { followSteps } from '../progress/follow-steps.ts'
import { formatSeconds } from '../progress/format-quantity.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import { chooseScratch } from '../verify/choose-scratch.ts'
import { findBackupStore } from './find-backup-store.ts'
import { identitiesInUse } from './identities-in-use.ts'

interface VerifyFlags extends StackFlag {
  latest?: true
  all?: true
  json?: true
}

export function registerBackupVerify(backup: Command, context: CommandContext): void {
  const command = backup
    .command('verify')
    .description(
      'prove backups: restore each into a scratch database, compare it with its manifest, record the verdict',
    )
    .argument('[name]', 'name of the backup, or its part before the first dot; default: the newest complete one')
    .addOption(new Option('--latest', 'the newest complete backup').conflicts('all'))
    .addOption(new Option('--all', 'every backup that was finished, newest first'))
    .option('--json', 'print each verdict as a line of JSON, progress as NDJSON on standard error')
  addStackOption(command).action((name: string | undefined, flags: VerifyFlags) => verify(context, { name, flags }))
}

const stepTitles: Record<VerifyStep, string> = {
  'read-back': 'read back',
  scratch: 'scratch database',
  load: 'load',
  compare: 'compare',
  probe: 'probe',
  record: 'record verdict',
}

/** Ends with 15 unless every backup that was asked for is whole. */
async function verify(
  context: CommandContext,
  { name, flags }: { name: string | undefined; flags: VerifyFlags },
): Promise<void> {
  if (name !== undefined && (flags.all || flags.latest)) {
    throw new AuraError('usage', { detail: 'either a name or --latest or --all' })
  }
  const json = flags.json === true
  const { stack, store } = await findBackupStore(context, flags)
  const names = await chooseNames(store, { name, all: flags.all === true })
  const { verificationProbes } = await import('@aura-sign/guardian')
  const chainRpcUrls = context.environment.CHAIN_RPC_URLS
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  for (const each of names) {
    const steps = followSteps(progress, stepTitles)
    try {
      const verdict = await verifyStoredBackup(each, {
        ...{ store, clock: systemClock, scratch: chooseScratch(context, stack) },
        probes: verificationProbes({ now: () => systemClock.now(), chainRpcUrls }),
        identities: identitiesInUse(context),
        onProgress: steps.update,
      })
      steps.end()
      process.stdout.write(json ? `${JSON.stringify(verdict)}\n` : renderVerdict(verdict))
      if (!verdict.ok) process.exitCode = exitCodes.corrupt
    } catch (error) {
      steps.fail()
      throw error
    }
  }
}

async function chooseNames(
  store: ObjectStore,
  { name, all }: { name: string | undefined; all: boolean },
): Promise<string[]> {
  if (name !== undefined) return [await nameOf(store, name)]
  // Those that were never finished are none.
  const finished = (await listBackups(store)).filter(({ state }) => state !== 'incomplete')
  const names = all ? finished : finished.filter(({ state }) => state === 'complete').slice(0, 1)
  if (names.length === 0) throw new AuraError('backups_none', { store: store.url })
  return names.map((entry) => entry.name)
}

/** The name that belongs to a stem. */
async function nameOf(store: ObjectStore, given: string): Promise<string> {
  if (stemOf(given) !== given) return given
  const found = (await listBackups(store)).find(({ stem }) => stem === given)
  if (!found) throw new AuraError('backup_missing', { name: given, store: store.url })
  return found.name
}

function renderVerdict({ backup, ok, checks, durationMs }: Verdict): string {
  const head = `${backup} is ${ok ? 'whole' : 'NOT whole'} (${formatSeconds(durationMs / 1000)})`
  return `${[head, ...checks.map((check) => `  ${check.ok ? 'ok ' : 'BAD'} ${check.name}: ${check.detail}`)].join('\n')}\n`
}
