import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AuraError, sha256Hex } from '@aura-sign/core'
import { isDiskFull } from '../../is-disk-full.ts'
import type { ServiceUser } from '../service-user.ts'
import { isReachable } from './is-reachable.ts'
import { makePassable } from './make-passable.ts'
import { stackLayout } from './stack-layout.ts'

/** Where stacks keep their data whose own place the services' user cannot reach. */
export const sharedDataRoot = '/var/lib/aura-sign'

/**
 * Makes the directory of a stack and resolves it to its real path. Where the services' user cannot reach it (a checkout in
 * /root), the data goes below `dataRoot` and the directory becomes a symbolic link. Throws `data_directory_unwritable` or `disk_full`.
 */
export function makeStackDirectory(
  directory: string,
  options: { user: ServiceUser | null; dataRoot: string; onNote: (message: string) => void },
): string {
  const { user, dataRoot, onNote } = options
  try {
    makePassable(dirname(directory), { forOthers: user !== null })
    const place = join(realpathSync(dirname(directory)), basename(directory))
    if (user && !isReachable(place, user) && !exists(place)) {
      const target = join(dataRoot, `${basename(dirname(dirname(place))) || 'stack'}-${sha256Hex(place).slice(0, 12)}`)
      makePassable(dataRoot, { forOthers: true })
      mkdirSync(target, { recursive: true })
      symlinkSync(target, place)
      onNote(`the data is in ${target}: the user ${user.name} cannot reach ${place}`)
    }
    mkdirSync(place, { recursive: true })
    const real = realpathSync(place)
    const { markFile, records, made, logs } = stackLayout(real)
    if (!exists(markFile) && readdirSync(real).length > 0) throw new Error('it holds other files')
    writeFileSync(markFile, '')
    chmodSync(real, user ? 0o711 : 0o700)
    for (const folder of [records, made, logs]) mkdirSync(folder, { recursive: true, mode: 0o700 })
    return real
  } catch (cause) {
    const code = isDiskFull(cause) ? 'disk_full' : 'data_directory_unwritable'
    throw new AuraError(code, { path: directory }, { cause })
  }
}

/** Makes the directory of one service, for its user alone. */
export function makeServiceDirectory(directory: string, user: ServiceUser | null): void {
  mkdirSync(dirname(directory), { recursive: true, mode: 0o711 })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (user) chownSync(directory, user.uid, user.gid)
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
