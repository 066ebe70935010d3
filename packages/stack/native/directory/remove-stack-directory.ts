import { existsSync, realpathSync, rmSync } from 'node:fs'
import { AuraError } from '@aura-sign/core'
import { removeSocketDirectory } from '../services/postgres/archive/socket-directory.ts'
import { stackLayout } from './stack-layout.ts'

/** Deletes a stack's data, and the link to it. Throws `native_directory_foreign` when it does not look like a stack's. */
export function removeStackDirectory(directory: string): void {
  let real: string
  try {
    real = realpathSync(directory)
  } catch {
    // A link that leads nowhere, or nothing at all.
    rmSync(directory, { force: true })
    return
  }
  if (!existsSync(stackLayout(real).markFile)) throw new AuraError('native_directory_foreign', { path: real })
  removeSocketDirectory(real)
  rmSync(real, { recursive: true, force: true })
  rmSync(directory, { recursive: true, force: true })
}
