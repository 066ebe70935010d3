import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readNativeStack } from './read-native-stack.ts'
import { openTestStack, serverService } from './testing/test-stack.ts'

describe('a native stack as other commands see it', () => {
  it('is there once it was made, and runs as long as its processes do', async () => {
    await using test = await openTestStack([serverService('redis', 'REDIS_PORT')])
    expect(readNativeStack(test.directory)).toBeNull()
    await test.stack.up()
    const running = () => [...(readNativeStack(test.directory)?.running.keys() ?? [])]
    const standing = () => [...(readNativeStack(test.directory)?.standing ?? [])]
    expect([running(), standing()]).toEqual([['redis'], []])
    await test.stack.kill(['redis'])
    expect([running(), standing()]).toEqual([[], [['redis', 'ended']]])
    await test.stack.stop(['redis'])
    expect([running(), standing()]).toEqual([[], [['redis', 'stopped']]])
  })

  it('names the database that a restore has put into use', async () => {
    await using test = await openTestStack([serverService('redis', 'REDIS_PORT')])
    await test.stack.up()
    const path = () => new URL(readNativeStack(test.directory)?.urls.databaseUrl ?? '').pathname
    expect(path()).toBe('/aura')
    writeFileSync(join(test.directory, 'active-database'), 'restored_2026\n')
    expect(path()).toBe('/restored_2026')
    writeFileSync(join(test.directory, 'active-database'), '../elsewhere')
    expect(path).toThrowError(expect.objectContaining({ code: 'active_database_invalid' }))
  })
})
