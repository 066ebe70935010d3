/** Rows of one statement; all calls run in the same session. */
export type Query = (text: string) => Promise<readonly Record<string, unknown>[]>

/** SQL that writes a timestamp as ISO 8601 in UTC with microseconds, which Date would cut off. */
export function isoTime(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
