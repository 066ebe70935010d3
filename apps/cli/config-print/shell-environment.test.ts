import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { StackInUse } from '../stack-in-use/stack-in-use.ts'
import { minioAliases, replaceExported, shellEnvironment } from './shell-environment.ts'
import { shellLines } from './shell-lines.ts'

const nasty = `a 'b' "c" $HOME \`id\` \\ #&;|\n\t!x`

const stack: StackInUse = {
  kind: 'native',
  directory: '/srv/aura',
  databaseUrl: `postgresql://admin:${encodeURIComponent(nasty)}@127.0.0.1:5433/aura`,
  redisUrl: 'redis://:secret@127.0.0.1:6380',
  siteUrl: null,
  prometheusUrl: null,
  objectStore: {
    url: 's3://aura-production-bucket?endpoint=http://127.0.0.1:9000&region=eu-west-1',
    credentials: { accessKeyId: 'OBJECTS', secretAccessKey: 'o' },
  },
  backupStore: {
    url: 's3://aura-backup-bucket?endpoint=http://127.0.0.1:9100',
    credentials: { accessKeyId: 'BACKUPS', secretAccessKey: 'b' },
  },
  restoreStore: null,
  journal: null,
  operator: null,
}

const accessKeys = (from: StackInUse) => Object.values(minioAliases(from)).map(({ accessKey }) => accessKey)

describe('shellEnvironment', () => {
  it('says where everything is, in the variables that the programs read', () => {
    expect(shellEnvironment(stack).set).toEqual({
      DATABASE_URL: stack.databaseUrl,
      PGHOST: '127.0.0.1',
      PGPORT: '5433',
      PGUSER: 'admin',
      PGPASSWORD: nasty,
      PGDATABASE: 'aura',
      REDIS_URL: stack.redisUrl,
      REDISCLI_AUTH: 'secret',
      AWS_ACCESS_KEY_ID: 'OBJECTS',
      AWS_SECRET_ACCESS_KEY: 'o',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9000',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_REGION: 'eu-west-1',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
      AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
    })
  })

  it('of one stack unsets in a shell what that of another has set, and nothing that is not ours', () => {
    const embedded = { ...stack, kind: 'embedded', redisUrl: null, objectStore: null, backupStore: null } as const
    const shell = (from: StackInUse, exported?: string) =>
      shellLines({ ...replaceExported(shellEnvironment(from), exported), searchFirst: null })
    const script = `${shell(stack)}first=$AURA_EXPORTED; ${shell(embedded, `${Object.keys(shellEnvironment(stack).set).join(' ')} PATH HOME`)}
      env -0`
    const lines = execFileSync('sh', ['-c', script], {
      env: { PATH: process.env.PATH, HOME: '/', AWS_PROFILE: 'mine' },
    })
    const names = lines
      .toString()
      .split('\0')
      .map((line) => line.split('=')[0] ?? '')
    expect(names.filter((name) => /^(REDIS|AWS_)/.test(name))).toEqual(
      ['AWS_PROFILE'].filter((name) => names.includes(name)),
    )
    expect(names).toEqual(expect.arrayContaining(['DATABASE_URL', 'PGPASSWORD', 'PATH', 'HOME', 'AURA_EXPORTED']))
    // A shell that has no memory of it, as an older release has left it, keeps no Redis either.
    expect(shell(embedded)).toMatch(/^unset .*\bREDIS_URL REDISCLI_AUTH$/m)
  })

  it('prefers the account that owns both buckets', () => {
    const operator = { accessKeyId: 'OPERATOR', secretAccessKey: 'p' }
    const backupStore = { url: 's3://aura-backup-bucket?endpoint=http://127.0.0.1:9000', credentials: null }
    expect(shellEnvironment({ ...stack, operator }).set.AWS_ACCESS_KEY_ID).toBe('OPERATOR')
    expect(accessKeys({ ...stack, operator, backupStore })).toEqual(['OPERATOR', 'OPERATOR'])
  })

  it('shows the operator of one server to no other server', () => {
    const operator = { accessKeyId: 'OPERATOR', secretAccessKey: 'p' }
    expect(accessKeys({ ...stack, operator })).toEqual(['OPERATOR', 'BACKUPS'])
    const elsewhere = { url: 's3://backups?region=eu-west-1', credentials: null }
    expect(accessKeys({ ...stack, operator, backupStore: elsewhere })).toEqual(['OPERATOR'])
  })

  it("keeps AWS's own credentials where there are none of ours", () => {
    const objectStore = { url: 's3://bucket', credentials: null }
    const { set, unset } = shellEnvironment({ ...stack, objectStore })
    expect(Object.keys(set)).not.toContain('AWS_ACCESS_KEY_ID')
    expect(unset).toContain('AWS_ENDPOINT_URL')
    expect(unset).not.toContain('AWS_PROFILE')
  })

  it('names the stores of the mc lines with credentials of each', () => {
    expect(minioAliases(stack)).toEqual({
      'prod-minio': { url: 'http://127.0.0.1:9000', accessKey: 'OBJECTS', secretKey: 'o' },
      'backup-minio': { url: 'http://127.0.0.1:9100', accessKey: 'BACKUPS', secretKey: 'b' },
    })
  })
})

describe('shellLines', () => {
  it.each(['sh', 'bash'])('are read back by %s as what they were, and remove leftovers', (shell) => {
    const searchFirst = `/srv/it's "here"/bin`
    const lines = shellLines({ ...shellEnvironment(stack), searchFirst })
    const script = 'eval "$LINES_TO_READ"; printf "%s|%s|%s" "$PGPASSWORD" "$AWS_PROFILE" "$PATH"'
    const output = execFileSync(shell, ['-c', script], {
      env: { PATH: '/usr/bin:/bin', LINES_TO_READ: lines, AWS_PROFILE: 'leftover' },
      // With a socket for its input bash takes itself for a remote shell and reads .bashrc.
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    })
    expect(output).toBe(`${nasty}||${searchFirst}:/usr/bin:/bin`)
  })
})
