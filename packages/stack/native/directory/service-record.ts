import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { AuraError, writeFileAtomically } from '@aura-sign/core'
import { z } from 'zod'
import { isDiskFull } from '../../is-disk-full.ts'
import { stackLayout } from './stack-layout.ts'

const signalNames = Object.keys(constants.signals) as NodeJS.Signals[]

const recordSchema = z.object({
  /** What was asked for last. */
  wanted: z.enum(['running', 'stopped']),
  /** Whether it was well and settled since its last start. */
  settled: z.boolean(),
  /** Of what it was started with. */
  fingerprint: z.string().optional(),
  /** Of the stack's secrets, when it was last settled. */
  secrets: z.string().optional(),
  /** When a one-off ended well. */
  completedAt: z.string().optional(),
  processes: z.array(
    z.object({
      name: z.string(),
      pid: z.number().int().positive(),
      identity: z.string(),
      startedAt: z.string(),
      stopSignal: z.enum(signalNames),
      stopTimeoutMs: z.number().nonnegative(),
    }),
  ),
})

/** What is remembered of a service of a native stack. */
export type ServiceRecord = z.infer<typeof recordSchema>

/** The record of a service; null when it was never made. A damaged one counts for none: its processes carry a marker. */
export function readServiceRecord(stackDirectory: string, service: string): ServiceRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(pathOf(stackDirectory, service), 'utf8')))
  } catch {
    return null
  }
}

export function writeServiceRecord(stackDirectory: string, service: string, record: ServiceRecord): void {
  const path = pathOf(stackDirectory, service)
  const text = `${JSON.stringify(record)}\n`
  try {
    writeFileAtomically(path, text)
  } catch (error) {
    if (!isDiskFull(error)) throw error
    overwrite(path, text)
  }
}

/** In the room that the old one has: on a full disk services are stopped too. Throws `disk_full` where there is none. */
function overwrite(path: string, text: string): void {
  try {
    const before = readFileSync(path)
    const file = openSync(path, 'r+')
    try {
      // Blanks to the old end are no part of JSON.
      writeFileSync(file, text.padEnd(before.length))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new AuraError('disk_full', { path }, { cause })
  }
}

function pathOf(stackDirectory: string, service: string): string {
  return join(stackLayout(stackDirectory).records, `${service}.json`)
}
