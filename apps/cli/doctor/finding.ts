/** What one check says. */
export interface Finding {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What to do, as a sentence; null when nothing has to be done. */
  readonly next: string | null
}

export function ok(name: string, detail: string): Finding {
  return { name, status: 'ok', detail, next: null }
}

export function warn(name: string, detail: string, next: string): Finding {
  return { name, status: 'warn', detail, next }
}

export function fail(name: string, detail: string, next: string): Finding {
  return { name, status: 'fail', detail, next }
}
