import type { Redis } from 'ioredis'
import { bulkMark, lastMarks, queueList } from './listed-job.ts'

/** Redis looks so far from the front for the last id of a class, up to 5 ms of its time (measured); behind that the class goes on at the front. */
const lookedThroughMax = 100_000
/** More are not put in one by one: each is as much work as finding their place. */
const insertedMax = 8

// The list is three queues, one behind the other: above 0, 0, below 0. The last id of each of the first two is remembered; where it is gone
// from the list, so are all before it. Without low ones waiting, 0 is at the end of the list, which needs no looking.
const pushScript = `
local list, bulk, last = KEYS[1], KEYS[2], KEYS[3]
local front, normal = tonumber(ARGV[1]), tonumber(ARGV[2])
local low = #ARGV - 2 - front - normal
local function endOf(class)
  local id = redis.call('hget', last, class)
  local at = id and redis.call('lpos', list, id, 'maxlen', ${lookedThroughMax})
  return at and at + 1 or 0, id
end
local function toFront(ids)
  for till = #ids, 1, -1000 do
    local part = {}
    for i = till, math.max(1, till - 999), -1 do part[#part + 1] = ids[i] end
    redis.call('lpush', list, unpack(part))
  end
end
local function insert(at, behind, first, count)
  local ids = {}
  for i = first, first + count - 1 do ids[#ids + 1] = ARGV[i] end
  if at > 0 and count <= ${insertedMax} then
    for _, id in ipairs(ids) do
      redis.call('linsert', list, 'after', behind, id)
      behind = id
    end
    return
  end
  local before = at > 0 and redis.call('lpop', list, at) or {}
  toFront(ids)
  toFront(before)
end
if low > 0 then redis.call('set', bulk, '1', 'px', 10000) end
if front > 0 then
  local at, behind = endOf('front')
  insert(at, behind, 3, front)
  redis.call('hset', last, 'front', ARGV[2 + front])
end
if normal > 0 then
  if redis.call('exists', bulk) == 1 then
    local at, behind = endOf('normal')
    if at == 0 then at, behind = endOf('front') end
    insert(at, behind, 3 + front, normal)
  else
    redis.call('rpush', list, unpack(ARGV, 3 + front, 2 + front + normal))
  end
  redis.call('hset', last, 'normal', ARGV[2 + front + normal])
end
if low > 0 then redis.call('rpush', list, unpack(ARGV, 3 + front + normal, #ARGV)) end
return 1`

/** Puts at most a thousand ids into the list of the queue, each behind those of its class and before those of the lower ones. */
export async function pushJobs(
  redis: Redis,
  jobs: readonly { readonly jobId: string; readonly priority: number }[],
): Promise<void> {
  const ids = (part: (priority: number) => boolean) =>
    jobs.filter(({ priority }) => part(priority)).map(({ jobId }) => jobId)
  const front = ids((priority) => priority > 0)
  const normal = ids((priority) => priority === 0)
  const low = ids((priority) => priority < 0)
  const words = [front.length, normal.length, ...front, ...normal, ...low]
  await redis.eval(pushScript, 3, queueList, bulkMark, lastMarks, ...words)
}
