import { hostname } from 'node:os'
import { AuraError, systemClock, within } from '@aura-sign/core'
import { fingerprintContent, newestSecretsBundle, noteSecretsInUse } from '@aura-sign/recovery'
import type { CommandContext } from '../config.ts'
import { openStore } from '../stack-in-use/open-store.ts'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { collectSecrets } from './collect-secrets.ts'
import { compareWithBundle, describeChanges } from './compare-with-bundle.ts'
import { exportSecrets } from './export-secrets.ts'
import { readFingerprintKey } from './fingerprint-key.ts'
import { recipientsInUse } from './recipients-in-use.ts'

const timeoutMs = 20_000

/**
 * After a start: exports the secrets in use where they are not in the newest bundle and recipients are configured; else notes in the
 * backup store which are in use, from where the guardian knows that the bundle is stale. Never throws: the stack has started.
 */
export async function noteSecrets(
  context: CommandContext,
  options: { stack: () => Promise<StackInUse>; say: (message: string) => void },
): Promise<void> {
  const { stack, say } = options
  try {
    await within(note(context, { stack: await stack(), say }), timeoutMs)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const next = error instanceof AuraError ? error.hint : 'Run "./aura secrets status".'
    say(`the secrets bundle was not looked at: ${reason}\n  next: ${next}`)
  }
}

async function note(
  context: CommandContext,
  { stack, say }: { stack: StackInUse; say: (message: string) => void },
): Promise<void> {
  const recipients = recipientsInUse(context)
  const key = readFingerprintKey(context.dataDirectory.root)
  // Nobody has asked for bundles here; doctor says that there is none.
  if (stack.backupStore === null || (recipients.length === 0 && key === null)) return
  const store = openStore(stack.backupStore)
  const content = await collectSecrets(context)
  const manifest = await newestSecretsBundle(openStore(stack.restoreStore ?? stack.backupStore))
  const compared = compareWithBundle(content, { manifest, key })
  const at = systemClock.now()
  if (compared.state !== 'current' && recipients.length > 0) {
    const { bundle } = await exportSecrets(context, { content, recipients, at, store, output: undefined })
    say(`the secrets in use were exported: ${bundle}`)
    return
  }
  if (key !== null)
    await noteSecretsInUse(store, { at, host: hostname(), fingerprint: fingerprintContent(content, { key }).all })
  if (compared.state !== 'stale') return
  say(
    `the secrets bundle is stale: ${describeChanges(compared)}\n  next: Run "./aura secrets export --recipient age1…".`,
  )
}
