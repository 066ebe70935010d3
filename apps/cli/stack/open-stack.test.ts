import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createContext } from '../config.ts'
import { openStack } from './open-stack.ts'

it('the native stack looks for Postgres only where AURA_POSTGRES_BIN says', async () => {
  const root = mkdtempSync(join(tmpdir(), 'aura open '))
  // As root the services run as another user, who has to get here.
  chmodSync(root, 0o711)
  const { PATH, HOME } = process.env
  const environment = { PATH, HOME, AURA_DATA_DIR: root, AURA_POSTGRES_BIN: root, AURA_SERVICE_USER: 'nobody' }
  const stack = await openStack(createContext(environment, '/'), { freePorts: true })
  try {
    await expect(stack.up(['postgres'])).rejects.toMatchObject({
      code: 'postgres_missing',
      message: expect.stringContaining('no Postgres'),
    })
  } finally {
    await stack.down({ removeData: true })
    rmSync(root, { recursive: true })
  }
})
