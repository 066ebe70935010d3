import { describe, expect, it } from 'vitest'
import { createProgress } from './create-progress.ts'
import { formatBytes, formatSeconds } from './format-quantity.ts'

function harness(options: { json: boolean; isTty: boolean; columns?: number }) {
  const written: string[] = []
  const time = { ms: 0 }
  const clock = { now: () => new Date(0), monotonicMs: () => time.ms }
  const stream = { write: (text: string) => written.push(text), columns: options.columns ?? 100 }
  return { written, time, progress: createProgress({ ...options, stream, clock }) }
}

describe('createProgress', () => {
  it('draws a bar with amount, rate and time left on a terminal, and a line when a step ends', () => {
    const { written, time, progress } = harness({ json: false, isTty: true })
    const step = progress.step('load', { total: 10_000_000, unit: 'bytes' })
    time.ms = 2_000
    step.update(5_000_000)
    expect(written.at(-1)).toBe(
      '\r\x1b[2K… load                ━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌  50 %  5.0 MB of 10.0 MB  2.5 MB/s  2.0 s left',
    )
    time.ms = 4_000
    step.end('10,000 rows')
    expect(written.at(-1)).toBe('\r\x1b[2K✓ load                   4.0 s  10,000 rows\n')
  })

  it('never draws a line wider than the terminal', () => {
    const { written, progress } = harness({ json: false, isTty: true, columns: 30 })
    progress.step('seed', { total: 100 }).update(50)
    for (const line of written) expect(line.replace('\r\x1b[2K', '').length).toBeLessThan(30)
  })

  it('does not redraw for every update', () => {
    const { written, time, progress } = harness({ json: false, isTty: true })
    const step = progress.step('seed', { total: 1_000 })
    for (let done = 0; done < 1_000; done += 1) {
      time.ms += 1
      step.update(done)
    }
    expect(written.length).toBeLessThanOrEqual(1 + 1_000 / 80)
  })

  it('writes one JSON object a line with json', () => {
    const { written, time, progress } = harness({ json: true, isTty: true })
    const step = progress.step('seed', { total: 100 })
    time.ms = 1_000
    step.update(25)
    step.end()
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { event: 'progress', name: 'seed', unit: 'items', done: 0, total: 100 },
      { event: 'progress', name: 'seed', unit: 'items', done: 25, total: 100, ratePerSecond: 25, secondsLeft: 3 },
      { event: 'step', name: 'seed', ok: true, seconds: 1 },
    ])
  })

  it('writes nothing into a pipe or a log', () => {
    const { written, progress } = harness({ json: false, isTty: false })
    const step = progress.step('seed')
    step.update(1)
    step.end()
    step.fail()
    expect(written).toEqual([])
  })
})

describe('formatBytes and formatSeconds', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_600, '1.0 MB'],
    [4_846_155, '4.8 MB'],
    [123_456_789_000, '123 GB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.6, '1 min 00 s'],
    [3_725, '1 h 02 min'],
    [260_000, '3 d 0 h'],
  ])('writes %d seconds as %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))
})
