import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceContext } from '../../../service.ts'
import type { ArchiveTarget } from './archive-target.ts'
import { planArchive } from './plan-archive.ts'

const folder: ArchiveTarget = { kind: 'directory', path: '/backups' }
const bucket = { kind: 's3', bucket: 'backups', prefix: '', region: 'us-east-1', credentials: null } as const
const plain: ArchiveTarget = { ...bucket, endpoint: 'http://127.0.0.1:9000' }
const encrypted: ArchiveTarget = { ...bucket, endpoint: 'https://127.0.0.1:9000' }

describe('WAL is archived', () => {
  let root = ''
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'aura-pgbackrest-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it.each(['2.45', '2.45.1', '2.100', '3.0'])('by pgBackRest %s', async (version) => {
    expect(await plan(install(version), folder)).toMatchObject({ state: 'on', target: folder })
  })

  it.each(['2.44', '2.9', '1.99'])(
    'by no pgBackRest as old as %s, which is named with the oldest that will do',
    async (version) => {
      const reason = `pgBackRest is ${version}, and 2.45 is needed`
      expect(await plan(install(version), folder)).toEqual({ state: 'off', reason })
    },
  )

  it('by none that is missing, or that does not say its version', async () => {
    const missing = { state: 'off', reason: 'pgBackRest is not installed' }
    expect(await plan(null, folder)).toEqual(missing)
    expect(await plan(install('unknown'), folder)).toEqual(missing)
  })

  it('over http only by one that knows it, and over https by each', async () => {
    const reason = 'pgBackRest 2.57 reaches S3 over https only, and the backup store is at http://127.0.0.1:9000'
    expect(await plan(install('2.57'), plain)).toEqual({ state: 'off', reason })
    expect(await plan(install('2.57'), encrypted)).toMatchObject({ state: 'on' })
    expect(await plan(install('2.58'), plain)).toMatchObject({ state: 'on' })
  })

  it('nowhere when its target cannot be told, with the reason', async () => {
    const find = async () => install('2.58')
    const target = () => Promise.reject(new Error('there is no backup store'))
    const planned = await planArchive(contextOf(root), { find, target, ownServer: false })
    expect(planned).toEqual({ state: 'off', reason: 'there is no backup store' })
  })

  /** A program that says it is this version. */
  function install(version: string): string {
    const program = join(root, 'pgbackrest')
    writeFileSync(program, `#!/bin/sh\n[ "$1" = version ] && echo 'pgBackRest ${version}'\n`, { mode: 0o755 })
    return program
  }

  function plan(program: string | null, target: ArchiveTarget) {
    const options = { find: async () => program, target: async () => target, ownServer: false }
    return planArchive(contextOf(root), options)
  }
})

function contextOf(directory: string): ServiceContext {
  return {
    ...{ projectDirectory: directory, stackDirectory: directory, directory, user: null },
    ...{ ports: {} as ServiceContext['ports'], secrets: {} as ServiceContext['secrets'], services: new Set() },
  }
}
