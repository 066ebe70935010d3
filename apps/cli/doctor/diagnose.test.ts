import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@aura-sign/core'
import { loadSecrets, openNativeStack, stackLayout } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createContext, projectDirectory } from '../config.ts'
import { readNative } from '../stack-in-use/native-stack.ts'
import { diagnose } from './diagnose.ts'
import { readStack } from './read-stack.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura doctor '))
})
afterEach(() => rmSync(root, { recursive: true }))

const context = () => createContext({ AURA_DATA_DIR: root }, '/')

async function findings(stack: 'native' | 'embedded') {
  const all = await diagnose(context(), { ...(await readStack(context(), { stack })), clock: systemClock })
  return { all, named: (name: string) => all.filter((finding) => finding.name === name) }
}

describe('what doctor says of a native stack', () => {
  let directory: string
  let close: () => Promise<void>
  beforeEach(async () => {
    const stack = await openNativeStack({
      directory: context().dataDirectory.nativeStack,
      projectDirectory,
      services: [],
      environment: { PATH: process.env.PATH, HOME: root, AURA_SERVICE_USER: 'nobody' },
      dataRoot: join(root, 'shared'),
      freePorts: true,
    })
    close = () => stack.down({ removeData: true })
    await stack.up()
    directory = readNative(context())?.directory ?? ''
  })
  afterEach(() => close())

  it('is that others could read the secrets, which stay as they are', async () => {
    const path = stackLayout(directory).secretsFile
    expect((await findings('native')).named('secret permissions')).toEqual([])
    chmodSync(path, 0o644)
    expect((await findings('native')).named('secret permissions')).toEqual([
      {
        name: 'secret permissions',
        status: 'fail',
        detail: `${path} has mode 0644, so other users can read it`,
        next: `Narrow it with "chmod 600 '${path}'", and renew the secrets if others could read them.`,
      },
    ])
    expect(statSync(path).mode & 0o777).toBe(0o644)
  })

  it('is that the secrets are damaged, beside everything else that can be looked at', async () => {
    writeFileSync(stackLayout(directory).secretsFile, '{')
    const { all, named } = await findings('native')
    expect(named('secrets')).toMatchObject([{ status: 'fail', detail: expect.stringContaining('is damaged') }])
    expect(named('database')).toMatchObject([{ status: 'warn' }])
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node', 'ports', 'disk data', 'clock', 'backups']),
    )
  })

  it('is which of its services do not run, and how to start them', async () => {
    const { records } = stackLayout(directory)
    mkdirSync(records, { recursive: true })
    const record = (name: string, wanted: 'running' | 'stopped') =>
      writeFileSync(join(records, `${name}.json`), JSON.stringify({ wanted, settled: true, processes: [] }))
    record('postgres', 'stopped')
    expect((await findings('native')).named('services')).toMatchObject([{ status: 'fail' }])
    const { named } = await findings('native')
    expect(named('database')).toMatchObject([
      { status: 'fail', next: expect.stringContaining('"./aura stack start postgres"') },
    ])
  })
})

describe('what doctor says of the embedded stack', () => {
  it('is that its secrets are damaged, and it makes none', async () => {
    const { secretsFile } = context().dataDirectory
    expect((await findings('embedded')).named('secrets')).toEqual([])
    mkdirSync(join(secretsFile, '..'), { recursive: true })
    loadSecrets(secretsFile)
    expect((await findings('embedded')).named('secrets')).toEqual([])
    writeFileSync(secretsFile, '{')
    expect((await findings('embedded')).named('secrets')).toMatchObject([{ status: 'fail' }])
  })
})
