import { exitCodes, systemClock } from '@aura-sign/core'
import { listSecretsBundles, recipientFingerprint } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { formatSeconds } from '../progress/format-quantity.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import { collectSecrets } from './collect-secrets.ts'
import { compareWithBundle, describeChanges } from './compare-with-bundle.ts'
import { readFingerprintKey } from './fingerprint-key.ts'
import { recipientsInUse } from './recipients-in-use.ts'
import { storeToReadSecrets } from './secrets-store.ts'

export function registerSecretsStatus(secrets: Command, context: CommandContext): void {
  const command = secrets
    .command('status')
    .description('say whether the newest secrets bundle holds what is in use; ends with 1 when it does not')
    .option('--json', 'print as JSON')
  addStackOption(command).action(async (flags: StackFlag & { json?: true }) => {
    const store = await storeToReadSecrets(context, flags)
    const [bundles, content] = await Promise.all([listSecretsBundles(store), collectSecrets(context)])
    const [newest = null] = bundles
    const key = readFingerprintKey(context.dataDirectory.root)
    const compared = compareWithBundle(content, { manifest: newest, key })
    const recipients = recipientsInUse(context).map(recipientFingerprint)
    const ageSeconds = newest && (systemClock.now().getTime() - Date.parse(newest.exportedAt)) / 1_000
    if (compared.state !== 'current') process.exitCode = exitCodes.failed
    if (flags.json) {
      const keys = bundles.map(({ bundle }) => bundle)
      process.stdout.write(
        `${JSON.stringify({ ...compared, newest, ageSeconds, bundles: keys, recipients, store: store.url })}\n`,
      )
      return
    }
    const lines = bundles.map(({ bundle, exportedAt, host, recipients }) => {
      const age = formatSeconds(Math.max(0, (systemClock.now().getTime() - Date.parse(exportedAt)) / 1_000))
      return `${bundle}  ${age} old, from ${host}, for ${recipients.join(', ')}`
    })
    process.stdout.write(`${[`secrets bundle: ${verdictOf(compared)}`, ...lines].join('\n')}\n`)
    if (compared.state !== 'current') process.stderr.write('next: ./aura secrets export --recipient age1…\n')
  })
}

function verdictOf(compared: ReturnType<typeof compareWithBundle>): string {
  return compared.state === 'stale' ? `stale: ${describeChanges(compared)}` : compared.state
}
