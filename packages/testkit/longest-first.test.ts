import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { longestFiles } from './longest-first.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

describe('the files that start first', () => {
  it.each(longestFiles)('%s is there', (path) => {
    expect(existsSync(join(project, path))).toBe(true)
  })
})
