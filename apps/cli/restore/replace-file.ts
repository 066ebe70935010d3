import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Replaces a small file in one step that survives a power cut: readers see the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`
  {
    await using file = await open(temporary, 'w', 0o600)
    await file.writeFile(text)
    await file.sync()
  }
  await rename(temporary, path)
  await using directory = await open(dirname(path), 'r')
  await directory.sync()
}
