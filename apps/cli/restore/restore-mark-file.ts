import { readFile, rm } from 'node:fs/promises'
import { writeFileAtomically } from '@aura-sign/core'
import type { RestoreMark } from '@aura-sign/recovery'
import { z } from 'zod'

const markSchema = z.object({ backup: z.string(), sha256: z.string(), verified: z.boolean() })

export type RestoreMarkFile = RestoreMark & { verified: boolean }

/** The mark of a restore, or null when there is none; a damaged one counts as that of an interrupted restore. */
export async function readMark(path: string): Promise<RestoreMarkFile | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    return markSchema.parse(JSON.parse(text))
  } catch {
    return { backup: '', sha256: '', verified: false }
  }
}

export function writeMark(path: string, mark: RestoreMarkFile): void {
  writeFileAtomically(path, `${JSON.stringify(mark)}\n`)
}

export async function removeMark(path: string): Promise<void> {
  await rm(path, { force: true })
}
