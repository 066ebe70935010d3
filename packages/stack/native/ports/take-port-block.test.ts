import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDirectory } from '../../embedded/lock-directory.ts'
import { portRanges } from './port-ranges.ts'
import { takePortBlock } from './take-port-block.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-claims-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const isRoot = process.getuid?.() === 0

describe('ports that a stack takes', () => {
  it('of a stack that is gone go to one only of those that see it at the same time', async () => {
    const claims = join(root, 'claims')
    mkdirSync(claims, { mode: 0o700 })
    const claim = join(claims, '0')
    writeFileSync(claim, join(root, 'gone'))
    // As another that has looked already, and is about to take it over.
    const lock = lockDirectory(join(claims, 'claims'))
    const late = takePortBlock(root, { claims, blocks: 1 }).then(String, ({ code }) => code)
    writeFileSync(claim, tmpdir())
    lock.release()
    expect(await late).toBe('no_free_ports')
    expect(readFileSync(claim, 'utf8')).toBe(tmpdir())
    writeFileSync(claim, join(root, 'gone'))
    expect(await takePortBlock(root, { claims, blocks: 1 })).toHaveLength(20)
    expect(readFileSync(claim, 'utf8')).toBe(root)
  })

  it('are given up to nobody while the stack that has them is there', async () => {
    const claims = join(root, 'claims')
    const ports = await takePortBlock(root, { claims, blocks: 1 })
    expect(ports[0]).toBe(portRanges.blocks.first)
    await expect(takePortBlock('/', { claims, blocks: 1 })).rejects.toMatchObject({ code: 'no_free_ports' })
    expect(readdirSync(claims).filter((name) => /^\d/.test(name))).toEqual(['0'])
  })

  const plants: [what: string, plant: (claims: string) => void][] = [
    ['a link', (claims) => symlinkSync(root, claims)],
    ['one that others may write to', (claims) => [mkdirSync(claims), chmodSync(claims, 0o777)]],
    ['a file', (claims) => writeFileSync(claims, '')],
  ]
  if (isRoot) plants.push(['one of another user', (claims) => [mkdirSync(claims), chownSync(claims, 65_534, 65_534)]])
  it.each(plants)('are written down nowhere else than in a directory of their own: %s is refused', async (_, plant) => {
    const claims = join(root, 'claims')
    plant(claims)
    const before = readdirSync(root)
    await expect(takePortBlock(root, { claims })).rejects.toMatchObject({ code: 'port_claims_foreign' })
    expect(readdirSync(root)).toEqual(before)
    expect(existsSync(join(root, '0'))).toBe(false)
  })

  it('are never those of a monitor', () => {
    const { blocks, monitors } = portRanges
    expect(blocks.last < monitors.first && monitors.last < 32_768).toBe(true)
  })
})
