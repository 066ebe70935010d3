import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sleep } from '@aura-sign/core'
import { type ServiceName, stackLayout } from '@aura-sign/stack'
import { lineTime } from './line-time.ts'
import { LogReader } from './log-reader.ts'

const pollMs = 100

export interface LogOptions {
  readonly services: readonly ServiceName[]
  /** Only so many of the last lines of each process; undefined: all. */
  readonly tail?: number | undefined
  /** Goes on with what is written from now on, until this signal; undefined: ends with what there is. */
  readonly followUntil?: AbortSignal | undefined
  readonly print: (line: string) => void
}

interface LogLine {
  readonly source: string
  readonly text: string
  readonly ms: number
}

/** Prints what the services of a stack have written, merged by the times that the lines give. */
export async function showLogs(directory: string, options: LogOptions): Promise<void> {
  const { services, tail, followUntil, print } = options
  const width = Math.max(...services.map((name) => name.length))
  const show = ({ source, text }: { source: string; text: string }) => print(`${source.padEnd(width)} | ${text}`)
  const readers = new Map<string, LogReader>()

  const written: LogLine[] = []
  for (const { source, path } of await findLogs(directory, services)) {
    const reader = new LogReader(path)
    readers.set(path, reader)
    const texts = [...reader.read(), ...(followUntil ? [] : reader.readRest())]
    written.push(...lastLines(withTimes(texts, source), tail))
  }
  // The sort is stable: lines of one source keep their order.
  for (const line of written.sort((a, b) => a.ms - b.ms)) show(line)

  while (followUntil && !followUntil.aborted) {
    await sleep(pollMs, followUntil)
    // Looked for again and again: what starts later gets its log then.
    for (const { source, path } of await findLogs(directory, services)) {
      const reader = readers.get(path) ?? new LogReader(path)
      readers.set(path, reader)
      for (const text of reader.read()) show({ source, text })
    }
  }
}

/** The logs of the services; of a service with several processes each by its own name. */
async function findLogs(
  directory: string,
  services: readonly ServiceName[],
): Promise<readonly { source: string; path: string }[]> {
  const { logs } = stackLayout(directory)
  const found = services.map(async (service) => {
    const folder = join(logs, service)
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log'))
    return names.sort().map((name) => ({ source: sourceOf(service, name), path: join(folder, name) }))
  })
  return (await Promise.all(found)).flat()
}

function sourceOf(service: ServiceName, file: string): string {
  const process = file.slice(0, -'.log'.length)
  return process === service ? service : `${service}/${process}`
}

/** Lines without a time of their own go with the one before them. */
function withTimes(texts: readonly string[], source: string): LogLine[] {
  let ms = 0
  return texts.map((text) => {
    ms = lineTime(text) ?? ms
    return { source, text, ms }
  })
}

function lastLines(lines: readonly LogLine[], tail: number | undefined): readonly LogLine[] {
  return tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail))
}
