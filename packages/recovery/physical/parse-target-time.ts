import { AuraError } from '@aura-sign/core'

const pattern = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?) ?(Z|[+-]\d\d:?\d\d)$/
const offset = /^([+-]\d\d):?(\d\d)$/

/**
 * The moment that an operator names: date, time to the second, and a time zone, which no guess replaces. Throws `target_time_invalid`,
 * also for one that is not over yet.
 */
export function parseTargetTime(text: string, options: { now: Date }): Date {
  const refuse = (detail: string) => new AuraError('target_time_invalid', { text, detail })
  const [, day, time, zone = ''] = pattern.exec(text.trim()) ?? []
  if (day === undefined) throw refuse('it has to be like "2026-11-22 10:15:00Z", with a time zone')
  const at = new Date(`${day}T${time}${zone.replace(offset, '$1:$2')}`)
  // Date takes the 31st of February for the 3rd of March.
  const shifted = new Date(at.getTime() + minutesOf(zone) * 60_000)
  if (Number.isNaN(at.getTime()) || shifted.toISOString().slice(0, 10) !== day) throw refuse('there is no such time')
  if (at > options.now) throw refuse('it is in the future')
  return at
}

function minutesOf(zone: string): number {
  const [, hours, minutes] = offset.exec(zone) ?? []
  if (hours === undefined) return 0
  return Number(hours) * 60 + Math.sign(Number(`${hours[0]}1`)) * Number(minutes)
}
