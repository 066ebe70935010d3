import { access, constants, mkdir } from 'node:fs/promises'
import { AuraError } from '@aura-sign/core'
import type { DataDirectory } from '@aura-sign/stack'

/** Makes the folders of a data directory, readable by their owner only; throws `data_directory_unwritable`. */
export async function prepareDataDirectory(dataDirectory: DataDirectory): Promise<void> {
  const { root, databases, objects, backups } = dataDirectory
  try {
    for (const directory of [root, databases, objects, backups]) {
      await mkdir(directory, { recursive: true, mode: 0o700 })
    }
    await access(root, constants.W_OK)
  } catch (cause) {
    throw new AuraError('data_directory_unwritable', { path: root }, { cause })
  }
}
