import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newestSourceMs } from './newest-source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aura sources '))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(path: string, changedAt: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true })
  await writeFile(join(folder, path), '')
  await utimes(join(folder, path), new Date(changedAt), new Date(changedAt))
}

describe('newestSourceMs', () => {
  it('finds the newest source, however deep, and not what is built or installed', async () => {
    await write('page/a.ts', '2026-01-01')
    await write('page/deep/er/b.css', '2026-01-03')
    await write('package/c.ts', '2026-01-02')
    await write('page/dist/built.js', '2026-02-01')
    await write('package/node_modules/other/index.js', '2026-02-01')
    await write('package/testing/d.ts', '2026-02-01')
    expect(await newestSourceMs([join(folder, 'page'), join(folder, 'package')])).toBe(Date.parse('2026-01-03'))
  })

  it('ends where links lead in circles, as between packages that test each other', async () => {
    await write('one/a.ts', '2026-01-01')
    await symlink('..', join(folder, 'one', 'round'))
    await mkdir(join(folder, 'one', 'node_modules'))
    await symlink('../..', join(folder, 'one', 'node_modules', 'round'))
    expect(await newestSourceMs([join(folder, 'one')])).toBe(Date.parse('2026-01-01'))
  })

  it('is 0 where nothing is', async () => {
    expect(await newestSourceMs([])).toBe(0)
  })
})
