import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('install_native_services.sh', import.meta.url))

const releases = {
  'debian-12': 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
  'debian-13': 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
  'ubuntu-22.04': 'ID=ubuntu\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n',
  'ubuntu-24.04': 'ID=ubuntu\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\n',
  'fedora-44': 'ID=fedora\nVERSION_ID=44\n',
}

describe('install_native_services.sh, planning for another machine,', () => {
  let root = ''
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'aura-machine-'))
    write('etc/passwd', 'root:x:0:0::/root:/bin/sh\n')
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('builds pgvector where the distribution has none, and keeps what it installs from starting', () => {
    machine('debian-12', { postgres: 15, pgvector: null })
    const plan = dryRun().stdout
    expect(plan).toMatch(
      /install the packages postgresql-15 build-essential postgresql-server-dev-15 redis-server radosgw/,
    )
    expect(plan).toMatch(/build pgvector from the source package of forky or trixie .* Postgres 15/)
    expect(plan).toMatch(/keep from starting by themselves: ceph postgresql prometheus .* radosgw redis\n/)
    expect(plan).toMatch(/make the system account aura-sign/)
  })

  it('takes the package of pgvector where it is new enough, and builds where it is not', () => {
    machine('debian-13', { postgres: 17, pgvector: '0.8.0-1' })
    expect(dryRun().stdout).toMatch(/postgresql-17 postgresql-17-pgvector redis-server/)
    expect(dryRun().stdout).not.toContain('build pgvector')
    machine('ubuntu-24.04', { postgres: 16, pgvector: '0.6.0-1' })
    expect(dryRun().stdout).toMatch(/build pgvector from the source package of resolute .* Postgres 16/)
  })

  it('keeps the Postgres, the S3 server and the programs that are there, and has nothing to do when all are', () => {
    machine('ubuntu-22.04', { postgres: 14, pgvector: null })
    write('usr/lib/postgresql/17/bin/postgres', '#!/bin/sh\n', 0o755)
    for (const name of ['minio', 'redis-server', 'prometheus']) write(`usr/local/bin/${name}`, '#!/bin/sh\n', 0o755)
    const plan = dryRun().stdout
    expect(plan).toContain('postgresql-server-dev-17')
    expect(plan).not.toMatch(/postgresql-14|ceph|radosgw|redis-server|prometheus |restarting/)
    write('usr/share/postgresql/17/extension/vector.control', "default_version = '0.8.1'\n")
    write('etc/passwd', 'aura-sign:x:999:999::/nonexistent:/usr/sbin/nologin\n')
    const names = ['alertmanager', 'node-exporter', 'postgres-exporter', 'redis-exporter']
    for (const name of names) write(`usr/bin/prometheus-${name}`, '#!/bin/sh\n', 0o755)
    for (const name of ['aws', 'nc', 'pgbackrest', 'openssl', 'igzip']) write(`usr/bin/${name}`, '#!/bin/sh\n', 0o755)
    const { stdout, status } = dryRun()
    expect(status).toBe(0)
    expect(stdout).not.toContain('this will')
    expect(stdout).toContain('pgvector 0.8.1')
  })

  it('leaves out a convenience that the distribution has no package of, and says so', () => {
    machine('ubuntu-24.04', { postgres: 16, pgvector: '0.8.0-1', without: ['awscli'] })
    expect(dryRun().stdout).toMatch(/leave out aws/)
    expect(dryRun().stdout).not.toContain('awscli')
  })

  it('names the programs on a system that it does not know, and refuses to do anything but plan for a made-up one', () => {
    machine('fedora-44', { postgres: 17, pgvector: null })
    const { status, stderr } = dryRun()
    expect(status).toBe(1)
    expect(stderr).toMatch(/fedora-44 is not one of/)
    expect(stderr).toMatch(/next: Install .*pgvector.*redis-server.*prometheus/s)
    for (const name of ['postgres', 'redis-server', 'minio', 'prometheus', 'alertmanager']) {
      write(`usr/bin/${name}`, '#!/bin/sh\n', 0o755)
    }
    expect(dryRun().status).toBe(0)
    expect(run(['--yes']).status).toBe(1)
    expect(run(['--what']).status).toBe(2)
  })

  it.each([
    [
      'a deb822 file',
      'sources.list.d/debian.sources',
      'Types: deb\nURIs: https://security.example/debian-security\nSuites: bookworm-security\nComponents: main\n\n' +
        '# ours\nTypes: deb\nURIs: https://mirror.example/debian\nSuites: bookworm bookworm-updates\n' +
        'Components: main contrib\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
    ],
    [
      'a deb822 file that holds the key',
      'sources.list.d/debian.sources',
      'Types: deb deb-src\nURIs: https://mirror.example/debian\nSuites: bookworm\nComponents: main\n' +
        'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEabc\n -----END PGP PUBLIC KEY BLOCK-----\n',
      'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEabc\n -----END PGP PUBLIC KEY BLOCK-----\n',
    ],
    [
      'one-line entries',
      'sources.list',
      'deb https://security.example/debian-security bookworm-security main\n# deb https://no.example/ bookworm main\n' +
        'deb [ arch=amd64 signed-by=/etc/apt/keyrings/a.gpg trusted=yes ] https://mirror.example/debian bookworm main # ours\n',
      'Signed-By: /etc/apt/keyrings/a.gpg\n',
    ],
  ])('derives the source of a newer suite from %s', (_, path, sources, signedBy) => {
    machine('debian-12', { postgres: 15, pgvector: null })
    write(`etc/apt/${path}`, sources)
    const { stdout } = run(['--dry-run', '--show-source', 'trixie'])
    const entry = `Types: deb-src\nURIs: https://mirror.example/debian\nSuites: trixie\nComponents: main\n${signedBy}`
    expect(stdout).toBe(entry)
  })

  it('has nothing to do on the machine of this test, which it has been run on', () => {
    const { status, stdout } = spawnSync('bash', [script, '--dry-run'], { encoding: 'utf8', timeout: 60_000 })
    expect(status).toBe(0)
    expect(stdout).not.toContain('this will')
    expect(stdout).toMatch(/^postgres \d+.*\npgvector \d/)
  })

  it('is in parts that bash can read, and finds them from wherever it is called, through a link and a path with spaces', () => {
    machine('debian-13', { postgres: 17, pgvector: '0.8.0-1' })
    const expected = dryRun().stdout
    const moved = join(root, 'a checkout')
    cpSync(dirname(script), join(moved, 'scripts'), { recursive: true })
    const parts = readdirSync(join(moved, 'scripts/install'))
    expect(parts).not.toEqual([])
    for (const part of parts) execFileSync('bash', ['-n', join(moved, 'scripts/install', part)])
    symlinkSync(join(moved, 'scripts/install_native_services.sh'), join(root, 'a link'))
    const paths = [join(moved, 'scripts/install_native_services.sh'), join(root, 'a link')]
    for (const path of paths) expect(run(['--dry-run'], { path }).stdout).toBe(expected)
    const here = { path: 'install_native_services.sh', cwd: join(moved, 'scripts') }
    expect(run(['--dry-run'], here).stdout).toBe(expected)
    rmSync(join(moved, 'scripts/install/plan.sh'))
    expect(run(['--dry-run'], here)).toMatchObject({ status: 1, stdout: '' })
  })

  function dryRun() {
    return run(['--dry-run'])
  }

  function run(words: readonly string[], { path = script, cwd = root } = {}) {
    const env = { PATH: '/usr/bin:/bin', AURA_SYSTEM_ROOT: root, APT_CONFIG: join(root, 'apt.conf') }
    return spawnSync('bash', [path, ...words], { encoding: 'utf8', env, cwd, timeout: 60_000 })
  }

  /** A release with its package lists, which apt itself reads. */
  function machine(
    release: keyof typeof releases,
    { postgres, pgvector, without = [] }: { postgres: number; pgvector: string | null; without?: readonly string[] },
  ) {
    write('etc/os-release', releases[release])
    const names = ['redis-server', 'radosgw', 'ceph-mon', 'ceph-osd', 'prometheus', 'prometheus-alertmanager', 'awscli']
    names.push(
      'netcat-openbsd',
      'isal',
      'pgbackrest',
      'openssl',
      `postgresql-${postgres}`,
      `postgresql-server-dev-${postgres}`,
    )
    for (const exporter of ['node', 'postgres', 'redis']) names.push(`prometheus-${exporter}-exporter`)
    const packages = names
      .filter((name) => !without.includes(name))
      .map((name) => ({ name, version: '1.0', depends: '' }))
    packages.push({ name: 'postgresql', version: '1.0', depends: `Depends: postgresql-${postgres}\n` })
    if (pgvector !== null) packages.push({ name: `postgresql-${postgres}-pgvector`, version: pgvector, depends: '' })
    const stanzas = packages.map(
      ({ name, version, depends }) =>
        `Package: ${name}\nVersion: ${version}\nArchitecture: all\n${depends}Filename: ./${name}.deb\nSize: 1\n` +
        `SHA256: ${'0'.repeat(64)}\nMaintainer: a\nDescription: a\n`,
    )
    write('archive/Packages', stanzas.join('\n'))
    rmSync(join(root, 'etc/apt'), { recursive: true, force: true })
    for (const name of ['sources.list.d', 'apt.conf.d', 'preferences.d', 'trusted.gpg.d', 'auth.conf.d']) {
      mkdirSync(join(root, 'etc/apt', name), { recursive: true })
    }
    write('etc/apt/sources.list', `deb [trusted=yes] file:${root}/archive ./\n`)
    write('state/status', '')
    for (const directory of ['state/lists/partial', 'cache/archives/partial']) {
      mkdirSync(join(root, directory), { recursive: true })
    }
    write(
      'apt.conf',
      `Dir::Etc "${root}/etc/apt";\nDir::State "${root}/state";\nDir::State::status "${root}/state/status";\n` +
        `Dir::Cache "${root}/cache";\nAPT::Sandbox::User "";\n`,
    )
    execFileSync('/usr/bin/apt-get', ['-q', 'update'], {
      env: { PATH: '/usr/bin:/bin', APT_CONFIG: join(root, 'apt.conf') },
    })
  }

  function write(path: string, text: string, mode = 0o644) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { mode })
  }
})
