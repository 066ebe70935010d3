const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' })
const dayAndYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' })
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** The time of day; with the date when that is not today, and the year when that is not this one. */
export function formatTime(date: Date, now: Date): string {
  const time = clock.format(date)
  if (date.toDateString() === now.toDateString()) return time
  return `${time} on ${(date.getFullYear() === now.getFullYear() ? day : dayAndYear).format(date)}`
}

/** The time of day and the whole date, for what is read at any later time. */
export function formatDate(date: Date): string {
  return `${clock.format(date)} on ${dayAndYear.format(date)}`
}

/** `just now`, `4 minutes ago`, `yesterday`: as coarse as a person would say it. */
export function formatAge(date: Date, now: Date): string {
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000)
  if (minutes > -1) return 'just now'
  if (minutes > -60) return ago.format(minutes, 'minute')
  if (minutes > -24 * 60) return ago.format(Math.round(minutes / 60), 'hour')
  return ago.format(Math.round(minutes / 1_440), 'day')
}
