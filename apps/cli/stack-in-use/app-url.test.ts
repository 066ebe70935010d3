import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openNativeStack } from '@aura-sign/stack'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { registerConfig } from '../commands/config.ts'
import { createContext, projectDirectory } from '../config.ts'
import { appUrl } from './app-url.ts'
import { readNative } from './native-stack.ts'

describe('where people open the site', () => {
  it('is what APP_URL says, else the name that this machine calls itself', () => {
    expect(appUrl({ environment: { APP_URL: 'https://aura.example' } }, 'http://127.0.0.1:3000')).toBe(
      'https://aura.example',
    )
    expect(appUrl({ environment: {} }, 'http://127.0.0.1:3100')).toBe('http://localhost:3100')
    expect(() => appUrl({ environment: { APP_URL: 'nonsense' } }, 'http://127.0.0.1:3100')).toThrowError(/APP_URL/)
  })

  describe('of a native stack', () => {
    let root: string
    let close: () => Promise<void>
    beforeEach(async () => {
      root = mkdtempSync(join(tmpdir(), 'aura-url-'))
      const stack = await openNativeStack({
        directory: contextWith({}).dataDirectory.nativeStack,
        projectDirectory,
        services: [],
        environment: { PATH: process.env.PATH, HOME: root, AURA_SERVICE_USER: 'nobody' },
        dataRoot: join(root, 'shared'),
        freePorts: true,
      })
      close = () => stack.down({ removeData: true })
      await stack.up()
    })
    afterEach(async () => {
      vi.restoreAllMocks()
      await close()
      rmSync(root, { recursive: true })
    })

    const contextWith = (environment: Record<string, string>) =>
      createContext({ AURA_DATA_DIR: root, ...environment }, '/')

    async function printed(environment: Record<string, string>): Promise<unknown> {
      const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
      const program = new Command()
      registerConfig(program, contextWith(environment))
      await program.parseAsync(['config', 'print', '--stack', 'native', '--json'], { from: 'user' })
      const text = write.mock.calls.map(([chunk]) => chunk).join('')
      write.mockRestore()
      return JSON.parse(text).APP_URL
    }

    it('is what config print shows', async () => {
      const port = readNative(contextWith({}))?.ports.PORT
      expect(await printed({})).toBe(`http://localhost:${port}`)
      expect(await printed({ APP_URL: 'https://aura.example' })).toBe('https://aura.example')
    })
  })
})
