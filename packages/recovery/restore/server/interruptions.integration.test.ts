import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ObjectStore } from '@aura-sign/object-store'
import { describe, expect, it } from 'vitest'
import { restoreSteps } from '../plan-restore.ts'
import { findUnfinishedPromotion } from './finish-promotion.ts'
import { openServerSession } from './server-session.ts'
import { userId } from './testing/fill-database.ts'
import { useRestoreScene } from './testing/restore-scene.ts'

describe('a restore that is broken off', () => {
  const scene = useRestoreScene()

  it('says so when the database is dropped while it is loaded, and the next run converges', async () => {
    let reads = 0
    const get: ObjectStore['get'] = async (key, options) => {
      const found = await scene.store.get(key, options)
      reads += key === scene.manifest.name ? 1 : 0
      // Verified, looked at for its settings, then loaded.
      if (!found || reads !== 3) return found
      const body = (async function* () {
        for await (const chunk of found.body) {
          yield chunk
          await scene.drop(scene.name)
        }
      })()
      return { ...found, body }
    }
    const dropped = scene.restore({ store: Object.assign(Object.create(scene.store), { get }) })
    await expect(dropped).rejects.toMatchObject({ code: 'restore_connection_lost' })
    await scene.expectNothingChanged()
    const result = await scene.restore()
    expect(result.promoted).toBe(true)
    await scene.drop(result.previous ?? '')
  })

  it('ends well after kill -9 at each of its steps in turn', async () => {
    const steps = [...restoreSteps.filter((step) => step !== 'promote'), 'promote', 'fenced', 'promoted']
    const killed: string[] = []
    for (const step of steps) killed.push(await killAt(step))
    expect(killed).toEqual(steps.map((step) => `killed at ${step}`))
    // In use since the last of them, and nobody has written that down.
    expect(await scene.database.sql`select id::text from users`).toEqual([{ id: userId }])
    await using session = await openServerSession({ url: scene.database.url })
    expect(await findUnfinishedPromotion(session)).toMatchObject({ backup: scene.manifest.name, state: 'promoted' })
    const again = await scene.restore()
    expect(again.checks.filter((check) => !check.ok)).toEqual([])
    expect(await scene.database.sql`select id::text from users`).toEqual([{ id: userId }])
    expect(await findUnfinishedPromotion(session)).toBeNull()
    for (const left of (await scene.databases()).filter((found) => found !== scene.inUse())) await scene.drop(left)
  }, 120_000)

  /** Runs a restore in a process of its own that kills itself when it reaches the step. */
  async function killAt(step: string): Promise<string> {
    const script = fileURLToPath(new URL('./testing/restore-until.ts', import.meta.url))
    const child = spawn(process.execPath, [script, pathToFileURL(scene.directory).href, scene.name, step], {
      ...{ env: { PATH: process.env.PATH, DATABASE_URL: scene.database.url }, stdio: ['ignore', 'pipe', 'pipe'] },
    })
    const [[code, signal], output, errors] = await Promise.all([
      once(child, 'exit'),
      text(child.stdout),
      text(child.stderr),
    ])
    return signal === 'SIGKILL' ? output.trim() : `ended with ${code} at ${output.trim()}: ${errors}`
  }
})
