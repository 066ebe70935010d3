import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface BlockRun {
  /** Exit code of the block. */
  readonly status: number | null
  /** The programs that it called, each with its arguments in one line. */
  readonly calls: readonly string[]
}

const timeoutMs = 20_000
const backup = 'backup_2026-01-01_00-00-00.sql.gz'

// Builtins of bash only: nothing else is on the PATH. What is piped into it is read, or who writes it would fail.
const stub = `#!/bin/bash
while read -r -t 5 _; do :; done
call="\${*//$'\\n'/ }"
printf '%s\\n' "$call" >>"$CALLS"
[ "$call" != "$FAILING" ] || exit 9
echo 1
`

/**
 * Runs a block of the runbook in which no program does anything: each is noted, says "1" and succeeds, but for the calls that
 * read as `failing`.
 */
export function runBlock(block: string, options: { scripts: readonly string[]; failing?: string }): BlockRun {
  const directory = mkdtempSync(join(tmpdir(), 'aura-block-'))
  try {
    const write = (name: string, text: string) => {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), text)
      chmodSync(join(directory, name), 0o755)
    }
    write('stub', stub)
    for (const script of options.scripts) write(script, `#!/bin/bash\nexec "$STUB" "$0" "$@"\n`)
    // What an earlier block has left.
    for (const name of [backup, backup.replace('.sql.gz', '.manifest.json')]) write(join('restore', name), '{}')
    mkdirSync(join(directory, 'docs', 'runbooks'), { recursive: true })
    const { status } = spawnSync('/bin/bash', ['--norc', '-c', `${prelude}\n${block}`], {
      cwd: directory,
      env: {
        ...{ PATH: join(directory, 'nothing'), STUB: join(directory, 'stub'), CALLS: join(directory, 'calls') },
        ...{ FAILING: options.failing ?? '', DATABASE_URL: 'postgresql://127.0.0.1/aura', backup },
      },
      stdio: 'ignore',
      timeout: timeoutMs,
    })
    writeFileSync(join(directory, 'calls'), '', { flag: 'a' })
    return { status, calls: readFileSync(join(directory, 'calls'), 'utf8').split('\n').slice(0, -1) }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const prelude = 'command_not_found_handle() { "$STUB" "$@"; }'
