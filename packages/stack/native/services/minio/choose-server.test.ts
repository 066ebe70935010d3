import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseServer } from './choose-server.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aura-s3-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const ceph = ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'monmaptool']
const choose = (...installed: string[]) =>
  chooseServer({ directory }, { find: async (name) => (installed.includes(name) ? `/bin/${name}` : null) })

describe('the S3 server of a native stack', () => {
  it('is MinIO where it is installed with its client, else Ceph', async () => {
    expect(await choose('minio', 'mc', ...ceph)).toEqual({ kind: 'minio', program: '/bin/minio', client: '/bin/mc' })
    expect(await choose('minio', ...ceph)).toEqual({ kind: 'ceph' })
    expect(await choose(...ceph)).toEqual({ kind: 'ceph' })
  })

  it('stays the one whose data is there', async () => {
    mkdirSync(join(directory, 'ceph'))
    expect(await choose('minio', 'mc', ...ceph)).toEqual({ kind: 'ceph' })
    rmSync(join(directory, 'ceph'), { recursive: true })
    mkdirSync(join(directory, 'minio'))
    await expect(choose('minio', ...ceph)).rejects.toMatchObject({ parameters: { program: 'mc' } })
    await expect(choose(...ceph)).rejects.toMatchObject({ parameters: { program: 'minio' } })
  })

  it('is refused with the command that installs one where there is none', async () => {
    for (const [installed, program] of [
      [[], 'radosgw'],
      [ceph.filter((name) => name !== 'monmaptool'), 'monmaptool'],
    ] as const) {
      await expect(choose(...installed)).rejects.toMatchObject({
        code: 'service_program_missing',
        message: expect.stringContaining(program),
        hint: expect.stringContaining('scripts/install_native_services.sh'),
      })
    }
  })
})
