import { AuraError } from '@aura-sign/core'
import { readDumpPieces } from './read-dump-pieces.ts'

/**
 * Reads the settings that a dump begins with. A pg_dump that is newer than the server writes some that the server does not know, and is
 * refused here, before anything is made; throws `restore_setting_unknown`.
 */
export async function assertSettingsKnown(
  bytes: AsyncIterable<Uint8Array>,
  options: { name: string; major: number; isKnown: (setting: string) => Promise<boolean> },
): Promise<void> {
  const { name, major, isKnown } = options
  for await (const piece of readDumpPieces(bytes, { name })) {
    if (piece.kind === 'psql') continue
    const setting = /^set (?:session )?(\w+)\s*(?:=|to)/i.exec(piece.text)?.[1]
    if (setting === undefined) {
      // One of the settings is made by a query; whatever else comes, their part is over.
      if (/^select pg_catalog\.set_config\(/i.test(piece.text)) continue
      return
    }
    if (!(await isKnown(setting))) throw new AuraError('restore_setting_unknown', { name, setting, major })
  }
}
