import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EasObject } from '@aura-sign/identity'
import type { AcknowledgedSignature } from '@aura-sign/recovery'
import { dataDirectoryAt } from '@aura-sign/stack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attestingWallet, findAttestation } from '../drill/attesting-wallet.ts'
import { readReconcileOutcome } from '../drill/read-reconcile-outcome.ts'
import { SiteClient } from '../site-client/site-client.ts'
import { runCommand, type SpawnedStack, spawnStack } from '../testing/spawn-stack.ts'

let root: string
let stack: SpawnedStack | null = null
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura restore '))
  const template = process.env.AURA_TEST_TEMPLATE
  if (template) cpSync(template, join(dataDirectoryAt(root).databases, 'aura'), { recursive: true })
})
afterEach(async () => {
  await stack?.end('SIGKILL')
  stack = null
  rmSync(root, { recursive: true, force: true })
})

const aura = (...words: string[]) => runCommand(words, { AURA_DATA_DIR: root, POSTGRES_PORT: '0' })

describe('./aura restore', () => {
  it('brings back what was attested and revoked after the backup, and lists the copies that prove nothing', async () => {
    stack = await spawnStack(root)
    const client = new SiteClient(stack.run.siteUrl)
    await client.signIn()
    const { attest, revoke } = attestingWallet(client)
    const attestTo = (schema: string) => attest({ schema, text: 'said', recipient: client.account.address })
    const older = await attestTo('string note')
    expect(await aura('backup', 'create')).toMatchObject({ exitCode: 0 })
    const revoked = await revoke(older)
    const kept = await attestTo('string youngerNote')
    const altered = await attestTo('string youngerNote')
    const deleted = await attestTo('string youngerNote')
    await stack.end('SIGTERM')

    const copyOf = ({ uid }: AcknowledgedSignature) => {
      const copies = join(dataDirectoryAt(root).backups, 'attestations')
      const names = readdirSync(copies, { recursive: true, encoding: 'utf8' })
      return join(copies, names.find((name) => name.endsWith(`${uid}.json`)) ?? '')
    }
    const text = readFileSync(copyOf(altered), 'utf8')
    const { s } = (altered.object as EasObject).signature as { s: string }
    expect(text).toContain(s)
    writeFileSync(copyOf(altered), text.replace(s, `${s.slice(0, -4)}0000`))
    rmSync(copyOf(deleted))
    const restored = await aura('restore', '--confirm=aura', '--json')
    const result = JSON.parse(restored.stdout)
    expect([restored.exitCode, result]).toMatchObject([1, { previous: 'aura', trust: { sessionsEnded: 1 } }])
    expect(readReconcileOutcome(result.reconciled)).toEqual({
      rebuilt: 2,
      faults: [expect.stringMatching(`${client.account.address.toLowerCase()} ${altered.uid} `)],
    })

    stack = await spawnStack(root)
    const anybody = new SiteClient(stack.run.siteUrl)
    expect(await findAttestation(anybody, kept)).toEqual({ object: kept.object, revocation: null, valid: true })
    const before = { object: older.object, revocation: revoked.object, valid: false }
    expect(await findAttestation(anybody, older)).toEqual(before)
    expect(await findAttestation(anybody, altered)).toBeNull()
    expect(await findAttestation(anybody, deleted)).toBeNull()
  }, 120_000)
})
