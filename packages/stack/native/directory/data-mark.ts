import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { AuraError, writeFileAtomically } from '@aura-sign/core'
import { stackLayout } from './stack-layout.ts'

/** Remembers that the data of a service were made: all of `files` are in them for as long as they are there. */
export function markData(stackDirectory: string, service: string, { files }: { files: readonly string[] }): void {
  const path = pathOf(stackDirectory, service)
  if (files.length === 0 || existsSync(path) || !files.every((file) => existsSync(file))) return
  writeFileAtomically(path, files.map((file) => `${relative(stackDirectory, file)}\n`).join(''))
}

/** Throws `service_data_lost` when the data of a service were made before and are gone. */
export function assertDataKept(stackDirectory: string, service: string): void {
  const lost = lostData(stackDirectory, service)
  if (lost !== null) throw new AuraError('service_data_lost', { service, path: lost })
}

/** Lets the next start make new data in place of those that are gone; of data that are there it forgets nothing. */
export function forgetLostData(stackDirectory: string, service: string): void {
  if (lostData(stackDirectory, service) !== null) rmSync(pathOf(stackDirectory, service))
}

/** The folder of data that were made before and are gone; null when nothing is lost. */
function lostData(stackDirectory: string, service: string): string | null {
  const mark = pathOf(stackDirectory, service)
  if (!existsSync(mark)) return null
  const lines = readFileSync(mark, 'utf8').trim().split('\n')
  const lost = lines.map((line) => join(stackDirectory, line)).find((file) => !existsSync(file))
  return lost === undefined ? null : dirname(lost)
}

function pathOf(stackDirectory: string, service: string): string {
  return join(stackLayout(stackDirectory).made, service)
}
