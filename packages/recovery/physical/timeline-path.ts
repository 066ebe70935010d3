import { parseLsn } from './wal-segment.ts'

/** One stretch of the way to a timeline: this timeline up to where the next one begins; null is its end. */
export interface TimelineStretch {
  readonly timeline: number
  readonly endsAt: string | null
}

/** The way to a timeline, oldest first, from its history file (PostgreSQL documentation, Timelines); `null` for timeline 1. */
export function parseTimelinePath(timeline: number, history: string | null): readonly TimelineStretch[] {
  const before = (history ?? '').split('\n').flatMap((line): TimelineStretch[] => {
    const [, id, endsAt] = /^\s*(\d+)\s+([0-9A-Fa-f]+\/[0-9A-Fa-f]+)/.exec(line) ?? []
    return id === undefined || endsAt === undefined ? [] : [{ timeline: Number(id), endsAt }]
  })
  return [...before, { timeline, endsAt: null }]
}

/** The timeline that a position belongs to on this way. */
export function timelineAt(path: readonly TimelineStretch[], lsn: string): number | null {
  const position = parseLsn(lsn)
  return path.find(({ endsAt }) => endsAt === null || position < parseLsn(endsAt))?.timeline ?? null
}
