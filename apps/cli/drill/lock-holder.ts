import { AuraError } from '@aura-sign/core'
import { lockDirectory } from '@aura-sign/stack'

/** The process id that the holder of a directory's lock left beside it, or null when the kernel says it is free. */
export function lockHolder(directory: string): string | null {
  try {
    lockDirectory(directory).release()
    return null
  } catch (error) {
    if (!(error instanceof AuraError && error.code === 'data_directory_locked')) throw error
    return String(error.parameters.pid)
  }
}
