import { hostname } from 'node:os'
import type { RegisteredWorker } from '@aura-sign/jobs'

/** Whether a worker of this machine was killed: its row says that it is there until its lease would have been renewed. Of other machines nobody can tell. */
export function isGone({ name }: Pick<RegisteredWorker, 'name'>): boolean {
  const [, host, pid] = /^(.*):(\d+)$/.exec(name) ?? []
  if (host !== hostname() || pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    // Of somebody else, it is alive (kill(2)).
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
