import { type ObjectStore, readObject } from '@aura-sign/object-store'
import { verdictNameOf } from './backup-name.ts'
import { type Verdict, verdictSchema } from './verdict.ts'

const verdictBytesMax = 4 * 1024 * 1024

/** The last verification of a backup's present data; null when there is none, or what is there cannot be read. */
export async function readVerdict(
  store: ObjectStore,
  backup: { name: string; sha256: string },
): Promise<Verdict | null> {
  const text = await readObject(store, verdictNameOf(backup.name), { maxBytes: verdictBytesMax })
  const verdict = text && verdictSchema.safeParse(parseJson(text.toString()))
  // One that proves nothing counts as none: the next verification writes it anew.
  if (!verdict?.success) return null
  return verdict.data.backup === backup.name && verdict.data.sha256 === backup.sha256 ? verdict.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
