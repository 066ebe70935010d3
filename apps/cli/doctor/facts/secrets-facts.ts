import { newestSecretsBundle } from '@aura-sign/recovery'
import type { CommandContext } from '../../config.ts'
import { collectSecrets } from '../../secrets/collect-secrets.ts'
import { type BundleComparison, compareWithBundle } from '../../secrets/compare-with-bundle.ts'
import { readFingerprintKey } from '../../secrets/fingerprint-key.ts'
import { openStore } from '../../stack-in-use/open-store.ts'
import type { StoreInUse } from '../../stack-in-use/stack-in-use.ts'

export interface SecretsFacts {
  readonly comparison: BundleComparison
  readonly newestAt: Date | null
}

/** Whether the secrets in use are in the newest bundle; throws when the store, or one of them, cannot be read. */
export async function readSecretsFacts(context: CommandContext, store: StoreInUse): Promise<SecretsFacts> {
  const [manifest, content] = await Promise.all([newestSecretsBundle(openStore(store)), collectSecrets(context)])
  const key = readFingerprintKey(context.dataDirectory.root)
  return {
    comparison: compareWithBundle(content, { manifest, key }),
    newestAt: manifest && new Date(manifest.exportedAt),
  }
}
