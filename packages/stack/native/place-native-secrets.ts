import { existsSync, realpathSync, statSync } from 'node:fs'
import { type Environment, writeFileAtomically } from '@aura-sign/core'
import { makeStackDirectory, sharedDataRoot } from './directory/make-stack-directory.ts'
import { stackLayout } from './directory/stack-layout.ts'
import { findServiceUser } from './find-service-user.ts'

/**
 * Puts a file of secrets where the native stack of a directory reads it at its next start, making the directory as that start would.
 * Mode 0600. Throws `service_user_missing`, `data_directory_unwritable` or `disk_full`.
 */
export async function placeNativeSecrets(
  directory: string,
  options: {
    text: string
    environment: Environment
    onNote: (message: string) => void
    /** Where the data goes when the services' user cannot reach `directory`. */
    dataRoot?: string
  },
): Promise<void> {
  const { environment, onNote, dataRoot = sharedDataRoot } = options
  const user = await findServiceUser({ name: environment.AURA_SERVICE_USER, callerUid: process.getuid?.() })
  const real = makeStackDirectory(directory, { user, dataRoot, onNote })
  writeFileAtomically(stackLayout(real).secretsFile, options.text)
}

/** Where that file is; null where there is none. */
export function nativeSecretsFile(directory: string): string | null {
  if (!existsSync(directory)) return null
  const path = stackLayout(realpathSync(directory)).secretsFile
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null
}
