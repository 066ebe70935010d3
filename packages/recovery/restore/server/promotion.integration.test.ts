import { AuraError } from '@aura-sign/core'
import { openPool } from '@aura-sign/postgres'
import { describe, expect, it } from 'vitest'
import { userId } from './testing/fill-database.ts'
import { useRestoreScene } from './testing/restore-scene.ts'

describe('a restore that is put in use', () => {
  const scene = useRestoreScene()

  it('is in use without a restart of who uses it, keeps the old database, and trusts nothing from before', async () => {
    // Somebody is connected all the time, and somebody else is in the middle of a write.
    const writer = await scene.database.sql.reserve()
    await writer`begin`
    await writer`insert into siwe_nonces (nonce, expires_at) values ('neveracknowledged', '2999-01-01')`
    const result = await scene.restore()
    await expect(writer`commit`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })

    expect(result).toMatchObject({ database: scene.inUse(), promoted: true, backup: scene.manifest.name })
    expect(result.checks.filter((check) => !check.ok)).toEqual([])
    expect(result.trust).toEqual({ sessionsEnded: 1, noncesBurnt: 1, leasesReleased: 1 })
    expect(await scene.database.sql`select statement from users`).toEqual([
      { statement: `it's; $$ "quoted" \\ and\nbroken — ключ` },
    ])
    expect(await scene.nonces(scene.database.sql)).toEqual([])
    expect(await scene.database.sql`select from sessions`).toHaveLength(0)
    expect(await scene.database.sql`select actor, action, detail from audit_log`).toEqual([
      { actor: 'restore', action: 'trust_ended', detail: { backup: scene.manifest.name, ...result.trust } },
    ])
    expect(result.previous).toMatch(
      new RegExp(`^${scene.inUse().slice(0, 30)}.*_replaced_\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d$`),
    )
    const old = openPool({
      url: Object.assign(new URL(scene.database.url), { pathname: `/${result.previous}` }).href,
      applicationName: 'test',
    })
    expect(await scene.nonces(old)).toEqual(['youngernonce00000'])
    await old.end({ timeout: 1 })
    expect(await scene.journal()).toMatchObject([
      {
        who: 'somebody@somewhere',
        action: 'restore',
        backup: scene.manifest.name,
        previous: result.previous,
        result: 'promoted',
        target: { database: scene.inUse(), systemIdentifier: scene.manifest.database.systemIdentifier },
      },
    ])
    await scene.drop(result.previous ?? '')
  })

  it('stays beside the database in use where it is not to be promoted, and a later run only promotes it', async () => {
    const verified = await scene.restore({ promotes: false })
    expect(verified).toMatchObject({ database: scene.name, promoted: false, previous: null })
    expect(await scene.nonces(scene.database.sql)).toEqual(['youngernonce00000'])
    const promoted = await scene.restore()
    expect(promoted).toMatchObject({ database: scene.inUse(), promoted: true, checks: [] })
    expect(await scene.nonces(scene.database.sql)).toEqual([])
    expect((await scene.journal()).map(({ action, result }) => [action, result])).toEqual([
      ['restore', 'verified'],
      ['promote', 'promoted'],
    ])
    await scene.drop(promoted.previous ?? '')
  })

  it('takes the place of a database that is gone', async () => {
    await scene.drop(scene.inUse())
    const result = await scene.restore()
    expect(result).toMatchObject({ database: scene.inUse(), previous: null })
    expect(await scene.database.sql`select id::text from users`).toEqual([{ id: userId }])
  })

  it('is not in use when what has to come first fails, lets people in again, and a later run only does the last step', async () => {
    const settle = async () => {
      await expect(scene.database.sql`select 1`).rejects.toMatchObject({ code: '55000' })
      throw new AuraError('restore_not_promoted', { database: scene.name, detail: 'planted' })
    }
    await scene.database.sql`select 1`
    await expect(scene.restore({ settle })).rejects.toMatchObject({ code: 'restore_not_promoted', exitCode: 3 })
    expect(await scene.nonces(scene.database.sql)).toEqual(['youngernonce00000'])
    const seen: unknown[] = []
    const result = await scene.restore({
      settle: async ({ url }) => {
        const sql = openPool({ url, applicationName: 'test', connectionsMax: 1 })
        seen.push(...(await sql`select id::text from users`))
        await sql.end({ timeout: 1 })
      },
    })
    expect(seen).toEqual([{ id: userId }])
    expect(result).toMatchObject({ promoted: true, checks: [] })
    await scene.drop(result.previous ?? '')
  })

  it('does not replace a database from under a session that it may not end, and lets people in again', async () => {
    const held = await scene.database.superuser.reserve()
    await expect(scene.restore()).rejects.toMatchObject({
      code: 'restore_sessions_left',
      message: expect.stringContaining('test-superuser'),
    })
    held.release()
    expect(await scene.nonces(scene.database.sql)).toEqual(['youngernonce00000'])
    await scene.database.superuser.end({ timeout: 1 })
    const result = await scene.restore()
    expect(result).toMatchObject({ promoted: true, checks: [] })
    await scene.drop(result.previous ?? '')
  })
})
