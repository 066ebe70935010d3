import { type ObjectStore, readObject } from '@aura-sign/object-store'
import { verdictNameOf } from './backup-name.ts'
import { type Verdict, verdictSchema } from './verdict.ts'

const verdictBytesMax = 4 * 1024 * 1024

/** The last verification of a backup's present data; null when there is none, or what is there cannot be read. */
export async function readVerdict(
  store: ObjectStore,
  backup: { name: string; sha256: string },
): Promise<Verdict | null> {
  const verdict = await readVerdictOf(store, backup.name)
  return verdict?.backup === backup.name && verdict.sha256 === backup.sha256 ? verdict : null
}

/** The last verification under a backup's name or stem, whatever bytes it was of; null as above. */
export async function readVerdictOf(store: ObjectStore, backup: string): Promise<Verdict | null> {
  const text = await readObject(store, verdictNameOf(backup), { maxBytes: verdictBytesMax })
  const verdict = text && verdictSchema.safeParse(parseJson(text.toString()))
  // One that proves nothing counts as none: the next verification writes it anew.
  return verdict?.success ? verdict.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
