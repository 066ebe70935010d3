import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bucketLifecycle } from '../packages/stack/native/services/minio/bucket-lifecycle.ts'
import { bucketRights } from '../packages/stack/native/services/minio/bucket-rights.ts'
import { readComposeFile, withDefaults } from './compose/read-compose-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const lifecycleFile = join(root, 'infra/compose/bucket-lifecycle.json')
const { environment = {}, volumes = [] } =
  readComposeFile(readFileSync(join(root, 'docker-compose.yml'), 'utf8')).services.buckets ?? {}

// Says what it is asked, with what comes on its standard input; that the policy is attached it only says when asked again.
const client = `#!/bin/sh
echo "mc $*" >>"$LOG"
case "$1 $2 $3" in
  'ilm rule import' | 'admin user add') sed 's/^/  < /' >>"$LOG" ;;
  'admin policy create') sed 's/^/  = /' "$6" >>"$LOG" ;;
  'admin policy attach') [ -z "$SECOND" ] || exit 1 ;;
  'admin user info') echo '{"policyName":"'"$5"'"}' ;;
esac
`

describe('infra/compose/make-buckets.sh', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aura-buckets-'))
    writeFileSync(join(directory, 'mc'), client, { mode: 0o755 })
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  function run(variables: Record<string, string> = {}) {
    const log = join(directory, 'log')
    rmSync(log, { force: true })
    const secrets = Object.entries(environment).map(([name, value]) => {
      if (!name.endsWith('_FILE')) return [name, withDefaults(value)]
      const path = join(directory, name)
      writeFileSync(path, `secret-of-${name.toLowerCase()}\n`)
      return [name, path]
    })
    const { status, stderr } = spawnSync('sh', [join(root, 'infra/compose/make-buckets.sh')], {
      env: {
        ...Object.fromEntries(secrets),
        ...{ PATH: `${directory}:/usr/bin:/bin`, TMPDIR: directory, LOG: log, SECOND: '' },
        ...{ BUCKET_LIFECYCLE_FILE: lifecycleFile, ...variables },
      },
      encoding: 'utf8',
    })
    return { status, stderr, lines: existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [] }
  }

  it.each([
    ['the first time', ''],
    ['again', 'yes'],
  ])('makes buckets, lifecycle rules and accounts, %s', (_when, SECOND) => {
    const { status, stderr, lines } = run({ SECOND })
    expect([status, stderr]).toEqual([0, ''])
    for (const [bucket, account] of [
      ['aura-production-bucket', 'aura-objects'],
      ['aura-backup-bucket', 'aura-backups'],
    ] as const) {
      expect(lines).toContain(`mc mb --ignore-existing aura/${bucket}`)
      expect(lines).toContain(`mc version enable aura/${bucket}`)
      expect(given(lines, `mc ilm rule import aura/${bucket}`)).toBe(readFileSync(lifecycleFile, 'utf8').trim())
      expect(given(lines, 'mc admin user add aura')).toContain('secret-of-')
      expect(lines).toContain(`mc admin policy attach aura ${account} --user ${account}`)
      expect(policyOf(lines, account).map(({ Resource }) => Resource)).toEqual([
        [`arn:aws:s3:::${bucket}`],
        [`arn:aws:s3:::${bucket}/*`],
      ])
    }
    expect(lines).toContain('mc admin policy attach aura aura-restore --user aura-restore')
    expect(lines).toContain('mc admin policy attach aura aura-journal --user aura-journal')
  })

  it('lets the account of the journal add attestations to the backups and nothing else, as the native stack does', () => {
    const bucket = 'aura-backup-bucket'
    expect(policyOf(run().lines, 'aura-journal')).toEqual(bucketRights({ bucket, rights: 'add attestations' }))
    expect(bucketRights({ bucket, rights: 'add attestations' })).toEqual([
      expect.objectContaining({ Effect: 'Allow', Action: ['s3:PutObject'] }),
    ])
  })

  it('lets the account of restores read the backups and change nothing, as the native stack does', () => {
    const bucket = 'aura-backup-bucket'
    const rights = bucketRights({ bucket, rights: 'read' })
    expect(policyOf(run().lines, 'aura-restore')).toEqual(rights)
    expect(rights.flatMap(({ Action }) => Action).filter((action) => !/^s3:(Get|List)/.test(action))).toEqual([])
  })

  it('puts no secret into an argument', () => {
    const { lines } = run()
    expect(lines.filter((line) => line.startsWith('mc ') && line.includes('secret-of-'))).toEqual([])
    expect(lines.filter((line) => line.includes('secret-of-'))).toHaveLength(4)
  })

  it('fails without the rules: versions that nobody removes fill the disk', () => {
    expect(run({ BUCKET_LIFECYCLE_FILE: join(directory, 'absent') }).status).not.toBe(0)
  })

  it('finds its rules where the compose file mounts them, and they are those of the native stack', () => {
    expect(volumes).toContain('./infra/compose/bucket-lifecycle.json:/aura/bucket-lifecycle.json:ro')
    expect(readFileSync(join(root, 'infra/compose/make-buckets.sh'), 'utf8')).toContain(
      ':-/aura/bucket-lifecycle.json}',
    )
    // MinIO drops that rule, and removes uploads that nobody finished by itself.
    const rules = bucketLifecycle.map((rule) => ({ ...rule, AbortIncompleteMultipartUpload: undefined }))
    expect(JSON.parse(readFileSync(lifecycleFile, 'utf8')).Rules).toEqual(rules)
  })
})

/** The statements of the policy that was made for an account. */
function policyOf(lines: readonly string[], account: string): { Resource: string[] }[] {
  const start = lines.findIndex((line) => line.startsWith(`mc admin policy create aura ${account} `))
  const after = lines.slice(start + 1)
  const text = after.slice(
    0,
    after.findIndex((line) => !line.startsWith('  = ')),
  )
  return JSON.parse(text.map((line) => line.slice(4)).join('\n')).Statement
}

/** What the client was given on its standard input at the first call that begins so. */
function given(lines: readonly string[], call: string): string {
  const after = lines.slice(lines.indexOf(call) + 1)
  const end = after.findIndex((line) => !line.startsWith('  < '))
  return after
    .slice(0, end)
    .map((line) => line.slice(4))
    .join('\n')
}
