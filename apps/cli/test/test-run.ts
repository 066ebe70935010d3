import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Marks everything that one run of tests starts or writes, so that what is left of it can be found afterwards. */
export interface TestRun {
  readonly id: string
  /** Its directory for temporary files, empty at first. */
  readonly directory: string
  /** For its processes, which hand it on to theirs. */
  readonly environment: Readonly<Record<string, string>>
}

/** `checkLeftovers` removes its directory. */
export function openTestRun(parent: string = tmpdir()): TestRun {
  const directory = mkdtempSync(join(parent, 'aura-run-'))
  // Services that run as another user have to reach what is theirs below it.
  chmodSync(directory, 0o711)
  const id = basename(directory)
  return { id, directory, environment: { AURA_TEST_RUN: id, TMPDIR: directory } }
}
