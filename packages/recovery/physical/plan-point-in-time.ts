import { AuraError } from '@aura-sign/core'
import type { Heartbeat } from '../heartbeat/heartbeat.ts'
import { type ArchivedWal, newestOfTimeline } from './read-archived-wal.ts'
import type { PhysicalBackup } from './read-repository.ts'
import { parseTimelinePath, type TimelineStretch, timelineAt } from './timeline-path.ts'
import { parseLsn, parseWalSegment, segmentIndexOf, walSegmentName } from './wal-segment.ts'

/** What a restore to a point in time rests on, all read from the backup store. */
export interface PointInTimeSources {
  /** Oldest first. */
  readonly backups: readonly PhysicalBackup[]
  readonly archived: ArchivedWal
  /** Of timelines later than the first, by number. */
  readonly histories: ReadonlyMap<number, string>
  /** The trail, oldest first. */
  readonly heartbeats: readonly Heartbeat[]
}

export interface PointInTime {
  /** Null: the end of the archived WAL. */
  readonly target: Date | null
  readonly backup: PhysicalBackup
  readonly timeline: number
  /** The newest heartbeat of the trail that the restored database has to hold, and the first one that it may not. */
  readonly holds: string
  readonly before: string | null
  /** First and last segment that it takes. */
  readonly wal: { readonly first: string; readonly last: string }
  readonly reachable: { readonly from: string; readonly to: string }
}

/**
 * A commit after the target has to be in the archive, or recovery would run to its end without reaching it. Heartbeats commit each second:
 * one that is this much younger than the target has such a commit before its own position.
 */
const beyondMs = 2_000

/**
 * Chooses the timeline, the backup and the WAL for a target, and proves from the archive's own listing that it can be reached. Throws
 * `target_time_unreachable` or `wal_missing`; reads nothing itself.
 */
export function planPointInTime(sources: PointInTimeSources, target: Date | null): PointInTime {
  const known = sources.heartbeats.filter(hasPosition)
  const reached = known.filter((heartbeat) => isArchived(heartbeat, sources))
  const newest = reached.at(-1)
  const oldest = sources.backups.find((backup) => !backup.damaged)
  if (!newest || !oldest) {
    const detail = oldest ? 'no heartbeat of the trail is in archived WAL' : 'there is no physical backup'
    throw new AuraError('target_time_unreachable', { target: textOf(target), detail, window: 'none' })
  }
  const to = new Date(Date.parse(newest.at) - beyondMs)
  const window = { from: oldest.stoppedAt, to: to.toISOString() }
  const refuse = (detail: string) =>
    new AuraError('target_time_unreachable', {
      target: textOf(target),
      detail,
      window: `${window.from} to ${window.to}`,
    })
  if (target && target.toISOString() <= oldest.stoppedAt) throw refuse('the oldest backup was complete only later')
  const last = target === null ? newest : known.findLast(({ at }) => at <= target.toISOString())
  if (!last) throw refuse('the trail of heartbeats begins later')
  // What comes after it on the same timeline: with another one in between, the target lies in time that was given up.
  const end = target === null ? newest : known.find(({ at }) => Date.parse(at) >= target.getTime() + beyondMs)
  if (!end) throw refuse('no later heartbeat has reached the backup store yet')
  const timeline = last.timeline
  if (end.timeline !== timeline) throw refuse('the cluster was down, or was being restored, at that time')
  const path = pathTo(timeline, sources)
  const usable = sources.backups.filter((backup) => {
    const isEarly = target === null ? backup.stoppedAt <= last.at : backup.stoppedAt < target.toISOString()
    return isEarly && !backup.damaged && isOnPath(backup, path)
  })
  const backup = usable.at(-1)
  if (!backup) throw refuse(`no backup from before is of its timeline ${timeline}`)
  const wal = { first: backup.wal.first, last: walSegmentName({ timeline, index: endIndex(end, target, sources) }) }
  const missing = firstMissing(wal, { path, archived: sources.archived })
  if (missing !== null && (target === null || !isArchived(end, sources))) {
    // Not a hole but the end: the newest segments are on their way.
    const beyond = newestOfTimeline(sources.archived, timeline)
    if (beyond === null || segmentIndexOf(end.lsn) > beyond) throw refuse('the WAL of that time is not archived yet')
  }
  if (missing !== null) throw new AuraError('wal_missing', { segment: missing, from: wal.first, to: wal.last })
  return {
    target,
    backup,
    timeline,
    holds: last.at,
    before: target === null ? null : target.toISOString(),
    wal,
    reachable: window,
  }
}

type PlacedHeartbeat = Heartbeat & { lsn: string; timeline: number }

function hasPosition(heartbeat: Heartbeat): heartbeat is PlacedHeartbeat {
  return heartbeat.lsn !== null && typeof heartbeat.timeline === 'number'
}

function isArchived({ lsn, timeline }: PlacedHeartbeat, { archived }: PointInTimeSources): boolean {
  return archived.segments.has(walSegmentName({ timeline, index: segmentIndexOf(lsn) }))
}

/** For the end of the WAL: what is archived after the newest heartbeat too. */
function endIndex(end: PlacedHeartbeat, target: Date | null, { archived }: PointInTimeSources): number {
  const index = segmentIndexOf(end.lsn)
  return target === null ? Math.max(index, newestOfTimeline(archived, end.timeline) ?? index) : index
}

function pathTo(timeline: number, { histories }: PointInTimeSources): readonly TimelineStretch[] {
  if (timeline === 1) return parseTimelinePath(1, null)
  const history = histories.get(timeline)
  if (history !== undefined) return parseTimelinePath(timeline, history)
  const segment = `${walSegmentName({ timeline, index: 0 }).slice(0, 8)}.history`
  throw new AuraError('wal_missing', { segment, from: segment, to: segment })
}

/** Whether recovery from this backup comes along the way: a timeline that was left for an earlier point does not count. */
function isOnPath({ wal, lsn }: PhysicalBackup, path: readonly TimelineStretch[]): boolean {
  const timeline = parseWalSegment(wal.last)?.timeline
  const stretch = path.find((part) => part.timeline === timeline)
  return stretch !== undefined && (stretch.endsAt === null || parseLsn(lsn.stop) <= parseLsn(stretch.endsAt))
}

/** The first segment on the way that is not in the archive; null when all are. */
function firstMissing(
  wal: { first: string; last: string },
  { path, archived }: { path: readonly TimelineStretch[]; archived: ArchivedWal },
): string | null {
  const [first, last] = [parseWalSegment(wal.first), parseWalSegment(wal.last)]
  if (!first || !last) return wal.first
  for (let index = first.index; index <= last.index; index += 1) {
    const lsn = `${Math.floor(index / 256).toString(16)}/${(((index % 256) << 24) >>> 0).toString(16)}`
    const begins = timelineAt(path, lsn) ?? last.timeline
    // The segment in which a timeline ends is archived under the next one too, from whose copy Postgres reads it.
    const names = path
      .filter(({ timeline }) => timeline >= begins)
      .map(({ timeline }) => walSegmentName({ timeline, index }))
    const ends = path.find(({ timeline }) => timeline === begins)?.endsAt ?? null
    const isTurn = ends !== null && segmentIndexOf(ends) === index
    const wanted = isTurn ? names : names.slice(0, 1)
    if (!wanted.some((name) => archived.segments.has(name))) return wanted[0] ?? wal.first
  }
  return null
}

function textOf(target: Date | null): string {
  return target?.toISOString() ?? 'latest'
}
