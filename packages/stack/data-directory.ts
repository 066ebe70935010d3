import { join } from 'node:path'

/** Where everything of one stack lives, below `AURA_DATA_DIR` (default `.aura`). */
export interface DataDirectory {
  readonly root: string
  /** Generated secrets, mode 0600. */
  readonly secretsFile: string
  /** Embedded databases, one directory each; restores go into new ones. */
  readonly databases: string
  /** Names the database directory in use. */
  readonly activeDatabaseFile: string
  /** Objects of the application; backups may not go there. */
  readonly objects: string
  /** Backups (`BACKUP_STORE_URL` by default); on a server this belongs on another machine. */
  readonly backups: string
  /** The native stack; a link when its data is elsewhere. */
  readonly nativeStack: string
  /** Written while a stack runs: process id and addresses, mode 0600. */
  readonly runFile: string
}

/** The layout of a data directory; nothing is created. */
export function dataDirectoryAt(root: string): DataDirectory {
  return {
    root,
    secretsFile: join(root, 'secrets.json'),
    databases: join(root, 'embedded', 'databases'),
    activeDatabaseFile: join(root, 'embedded', 'active-database'),
    objects: join(root, 'embedded', 'objects'),
    backups: join(root, 'backups'),
    nativeStack: join(root, 'native'),
    runFile: join(root, 'run.json'),
  }
}
