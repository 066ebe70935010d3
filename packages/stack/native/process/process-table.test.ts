import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { isPortFree } from '../ports/is-port-free.ts'
import { findMarkedProcesses, markerVariable } from './process-marker.ts'
import { processMemory } from './process-memory.ts'
import { processTree, readProcess, readProcessTable } from './process-table.ts'

// Both ways run here: Linux has ps(1) too.
describe.each(['linux', 'darwin'] as const)('processes as read on %s', (platform) => {
  it('are told apart by pid and start', () => {
    const self = readProcess(process.pid, platform)
    expect(self).toMatchObject({ pid: process.pid, parentPid: process.ppid })
    expect(readProcess(process.pid, platform)).toEqual(self)
    expect(readProcess(process.ppid, platform)?.identity).not.toBe('')
    expect(readProcessTable(platform)).toContainEqual(self)
    expect(processMemory([process.pid], platform)).toBeGreaterThan(1_000_000)
  })

  it('that have ended are not there, collected or not', async () => {
    // The shell replaces itself with a program that never collects its child.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'])
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      await expect.poll(() => readProcess(Number(line.toString()), platform), { timeout: 10_000 }).toBeNull()
      expect(processTree(parent.pid ?? 0, readProcessTable(platform))).toHaveLength(1)
    } finally {
      parent.kill('SIGKILL')
      await once(parent, 'exit')
    }
    expect(readProcess(parent.pid ?? 0, platform)).toBeNull()
  })

  it('are found by their mark, exactly or below a path', async () => {
    const mark = '/tmp/a stack/redis'
    const child = spawn('sleep', ['600'], { env: { [markerVariable]: mark, PATH: process.env.PATH } })
    await once(child, 'spawn')
    const find = (path: string, exact?: boolean) =>
      findMarkedProcesses(path, { platform, exact: exact === true }).map(({ pid }) => pid)
    try {
      await expect.poll(() => find('/tmp/a stack')).toEqual([child.pid])
      expect(find(mark, true)).toEqual([child.pid])
      expect([find('/tmp/a stack', true), find('/tmp/a'), find('/tmp/a stack/redi')]).toEqual([[], [], []])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })
})

describe('a process that is killed', () => {
  it('counts as alive for as long as it holds its port', async () => {
    const program = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
    for (let round = 0; round < 20; round += 1) {
      const child = spawn(process.execPath, ['-e', program])
      const exited = once(child, 'exit')
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      child.kill('SIGKILL')
      const { pid = 0 } = child
      // Without a pause: what counts is the moment at which it is no longer there.
      while (readProcess(pid) !== null);
      expect(await isPortFree(Number(line.toString()))).toBe(true)
      await exited
    }
  })
})
