import { describe, expect, it } from 'vitest'
import { lineTime } from './line-time.ts'

describe('lineTime', () => {
  it.each([
    ['pino', '{"level":30,"time":1795477757046,"pid":1,"msg":"guardian started"}', '2026-11-23T23:49:17.046Z'],
    ['Postgres', '2026-11-23 23:46:45.231 UTC [11204] LOG:  database system was shut down', '2026-11-23T23:46:45.231Z'],
    ['Redis', '11178:M 23 Nov 2026 23:46:44.132 * Ready to accept connections', '2026-11-23T23:46:44.132Z'],
    ['Prometheus', 'ts=2026-11-23T23:46:44.132Z caller=main.go:512 level=info', '2026-11-23T23:46:44.132Z'],
    ['newer exporters', 'time=2026-11-23T23:46:44.132Z level=INFO source=a.go', '2026-11-23T23:46:44.132Z'],
  ])('reads the time of a line of %s', (_, line, expected) => {
    expect(new Date(lineTime(line) ?? 0).toISOString()).toBe(expected)
  })

  it.each(['', 'no time', 'time=soon', '{"time":"never"}'])('finds none in %j', (line) => {
    expect(lineTime(line)).toBeNull()
  })
})
