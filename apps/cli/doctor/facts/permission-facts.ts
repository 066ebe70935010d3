import { stat } from 'node:fs/promises'

export interface ModeFact {
  readonly path: string
  readonly kind: 'secret' | 'directory'
  /** Permission bits, such as 0o600. */
  readonly mode: number
}

export interface PermissionFacts {
  readonly modes: readonly ModeFact[]
  readonly isRoot: boolean
  /** The account that services run as when the caller is root; null when there is none. */
  readonly serviceUser: string | null
}

/** Modes of what exists of the paths given. */
export async function readModes(paths: readonly { path: string; kind: ModeFact['kind'] }[]): Promise<ModeFact[]> {
  const modes: ModeFact[] = []
  for (const { path, kind } of paths) {
    const mode = await stat(path).then(
      (found) => found.mode & 0o777,
      () => null,
    )
    if (mode !== null) modes.push({ path, kind, mode })
  }
  return modes
}
