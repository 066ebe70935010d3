import { AuraError } from '@aura-sign/core'
import { z } from 'zod'
import { type PgBackRest, runPgBackRest } from './pgbackrest.ts'
import { parseWalSegment } from './wal-segment.ts'

const timeoutMs = 5 * 60_000
const listSchema = z.record(z.string(), z.object({ type: z.string() }))

export interface ArchivedWal {
  readonly segments: ReadonlySet<string>
  /** Timelines whose history file is there. */
  readonly histories: ReadonlySet<number>
}

/** The segments and timelines in one archive, such as 15-1. Throws `pgbackrest_failed`. */
export async function readArchivedWal(pgBackRest: PgBackRest, archiveId: string): Promise<ArchivedWal> {
  const words = ['--output=json', '--recurse', 'repo-ls', `archive/aura/${archiveId}`]
  const parsed = listSchema.safeParse(parseJson(await runPgBackRest(pgBackRest, words, { timeoutMs })))
  if (!parsed.success) {
    const detail = 'its answer is of a shape that this version does not know'
    throw new AuraError('pgbackrest_failed', { command: 'repo-ls', detail }, { cause: parsed.error })
  }
  const names = Object.entries(parsed.data)
    .filter(([, { type }]) => type === 'file')
    .map(([path]) => path.split('/').at(-1) ?? '')
  // A segment is `<name>-<sha1>.zst`; a partial one, which the end of a timeline leaves, has a longer name.
  const segments = names.flatMap((name) => /^([0-9A-F]{24})-[0-9a-f]{40}/.exec(name)?.[1] ?? [])
  const histories = names.flatMap((name) => /^([0-9A-F]{8})\.history$/.exec(name)?.[1] ?? [])
  return { segments: new Set(segments), histories: new Set(histories.map((hex) => Number.parseInt(hex, 16))) }
}

/** The newest segment of a timeline in the archive. */
export function newestOfTimeline(archived: ArchivedWal, timeline: number): number | null {
  let newest: number | null = null
  for (const name of archived.segments) {
    const segment = parseWalSegment(name)
    if (segment?.timeline === timeline && (newest === null || segment.index > newest)) newest = segment.index
  }
  return newest
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
