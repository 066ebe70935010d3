import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Environment, writeFileAtomically } from '@aura-sign/core'
import { dataDirectoryAt, placeNativeSecrets } from '@aura-sign/stack'
import type { ImportPlan } from './plan-import.ts'

/** Writes what the plan says, each file whole and mode 0600; a second run completes what a killed one began. */
export async function applyImport(
  plan: ImportPlan,
  { environment, say }: { environment: Environment; say: (message: string) => void },
): Promise<void> {
  mkdirSync(plan.dataRoot, { recursive: true, mode: 0o700 })
  for (const { name, path, action, text } of plan.files) {
    if (action === 'keep') continue
    if (name === 'native/secrets.json') {
      await placeNativeSecrets(dataDirectoryAt(plan.dataRoot).nativeStack, { text, environment, onNote: say })
      continue
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // An .env that others may read is the operator's choice until there are secrets in it.
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600
    writeFileAtomically(path, text, { mode: mode & 0o600 })
  }
}
