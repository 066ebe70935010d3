import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AuraError, systemClock } from '@aura-sign/core'
import { type ScratchDatabase, type ScratchPlace, scratchName, scratchPrefix } from '@aura-sign/recovery'
import { type DataDirectory, type DirectoryLock, lockDirectory, openEmbeddedDatabase } from '@aura-sign/stack'
import { embeddedPostgresMajor } from '../restore/embedded-restore-target.ts'

/**
 * Scratch databases of the embedded kind, in a folder of their own beside those that may be put into use. The lock on a directory tells whether
 * somebody still uses it, however the one that made it ended.
 */
export function openEmbeddedScratch(dataDirectory: DataDirectory): ScratchPlace {
  const folder = join(dirname(dataDirectory.databases), 'verify')
  return {
    location: folder,
    clear: () => clearLeftovers(folder),
    open: () => openScratch(folder),
  }
}

async function openScratch(folder: string): Promise<ScratchDatabase> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const random = () => randomBytes(16).toString('hex')
  const name = scratchName({ now: systemClock.now(), random: random().slice(0, 8) })
  const directory = join(folder, name)
  // Nobody else has to get in, and nobody has to remember it.
  const database = await openEmbeddedDatabase({ directory, port: 0, password: random() }).catch(async (error) => {
    await removeScratch(folder, name)
    throw error
  })
  let dropped: Promise<void> | null = null
  const drop = async () => {
    await database.close()
    await removeScratch(folder, name)
  }
  return {
    ...{ name, url: database.url, postgresMajor: embeddedPostgresMajor },
    [Symbol.asyncDispose]: () => {
      dropped ??= drop()
      return dropped
    },
  }
}

async function clearLeftovers(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const names = new Set((await readdir(folder)).map((file) => file.replace(/\..*$/, '')))
  const dropped: string[] = []
  for (const name of names) {
    if (!name.startsWith(scratchPrefix)) continue
    const lock = tryLock(join(folder, name))
    if (!lock) continue
    await removeScratch(folder, name, lock)
    dropped.push(name)
  }
  return dropped
}

/** The lock's own file last: while it is there, others see whose the rest is. */
async function removeScratch(folder: string, name: string, held?: DirectoryLock): Promise<void> {
  const lock = held ?? tryLock(join(folder, name))
  if (!lock) return
  const files = (await readdir(folder)).filter((file) => file === name || file.startsWith(`${name}.`))
  for (const file of files.filter((file) => !file.endsWith('.lock'))) {
    await rm(join(folder, file), { recursive: true, force: true })
  }
  lock.release()
  await rm(join(folder, `${name}.lock`), { force: true })
}

function tryLock(directory: string): DirectoryLock | null {
  try {
    return lockDirectory(directory)
  } catch (error) {
    if (error instanceof AuraError && error.code === 'data_directory_locked') return null
    throw error
  }
}
