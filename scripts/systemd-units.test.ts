import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'infra', 'systemd')
const units = readdirSync(folder).filter((name) => /\.(service|timer)$/.test(name))
const checkout = '/opt/aura-sign/'

/** Names and values of each section, as systemd.syntax(7) has them; a name may come several times. */
function parseUnit(text: string): Map<string, [name: string, value: string][]> {
  const sections = new Map<string, [string, string][]>()
  let section: [string, string][] = []
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const heading = /^\[(\w+)\]$/.exec(line)
    if (heading) {
      section = []
      sections.set(heading[1] ?? '', section)
      continue
    }
    const setting = /^([A-Z]\w+)=(.*)$/.exec(line)
    if (!setting || sections.size === 0) throw new Error(`"${line}" is no setting`)
    section.push([setting[1] ?? '', setting[2] ?? ''])
  }
  return sections
}

const hardening = {
  NoNewPrivileges: 'yes',
  ProtectSystem: 'strict',
  ProtectHome: 'yes',
  PrivateTmp: 'yes',
  PrivateDevices: 'yes',
  ProtectKernelTunables: 'yes',
  RestrictSUIDSGID: 'yes',
  CapabilityBoundingSet: '',
  SystemCallFilter: '@system-service',
  User: 'aura-sign',
}

/** What a unit lacks, as sentences. */
function problemsOf(name: string, text: string): string[] {
  const sections = parseUnit(text)
  const settings = (section: string) => sections.get(section) ?? []
  const settingOf = (section: string, wanted: string) => settings(section).find(([each]) => each === wanted)?.[1]
  const problems: string[] = []
  if (!settingOf('Unit', 'Description')) problems.push('it has no description')
  if (name.endsWith('.timer')) {
    if (!settingOf('Timer', 'OnCalendar')) problems.push('it has no calendar')
    if (settingOf('Timer', 'Persistent') !== 'yes') problems.push('what it missed is not caught up')
    if (settingOf('Install', 'WantedBy') !== 'timers.target') problems.push('enabling it does nothing')
    if (!units.includes(name.replace('.timer', '.service'))) problems.push('it starts no unit')
    return problems
  }
  for (const [setting, value] of Object.entries(hardening)) {
    if (settingOf('Service', setting) !== value) problems.push(`${setting} is not ${value || 'empty'}`)
  }
  const commands = settings('Service').flatMap(([each, value]) => (each === 'ExecStart' ? [value] : []))
  if (commands.length === 0) problems.push('it starts nothing')
  for (const command of commands) problems.push(...problemsOfCommand(command))
  if (/(password|secret|token)\w*=/i.test(text)) problems.push('it holds a secret')
  return problems
}

function problemsOfCommand(command: string): string[] {
  const [program = '', ...words] = command.split(' ')
  if (!program.startsWith(checkout)) return [`${program} is not in the checkout`]
  if (!existsSync(join(root, program.slice(checkout.length)))) return [`${program} does not exist`]
  if (basename(program) === 'node') {
    const [entry = ''] = words.filter((word) => !word.startsWith('-'))
    return existsSync(join(root, entry)) ? [] : [`${entry} does not exist`]
  }
  const registered = readdirSync(join(root, 'apps', 'cli', words[0] ?? ''))
  return registered.includes(`${words[1]}-command.ts`) ? [] : [`./aura ${words.join(' ')} does not exist`]
}

describe('the units of systemd', () => {
  it.each(units)('%s is whole and hardened', (name) => {
    expect(problemsOf(name, readFileSync(join(folder, name), 'utf8'))).toEqual([])
  })

  it('are the three services, and a timer with its service for each thing that a guardian would do', () => {
    const services = ['site', 'worker', 'guardian', 'backup', 'verify', 'objects'].map((name) => `aura-${name}.service`)
    const timers = ['backup', 'verify', 'objects'].map((name) => `aura-${name}.timer`)
    expect(units.toSorted()).toEqual([...services, ...timers].sort())
  })

  it('are found wanting without a setting, with a command that does not exist, and with a secret', () => {
    const text = readFileSync(join(folder, 'aura-guardian.service'), 'utf8')
    const changed = (from: string, to: string) => {
      expect(text).toContain(from)
      return problemsOf('aura-guardian.service', text.replace(from, to))
    }
    for (const [setting, value] of Object.entries(hardening)) {
      expect(changed(`\n${setting}=${value}\n`, '\n')).toEqual([`${setting} is not ${value || 'empty'}`])
    }
    expect(changed('apps/guardian/main.ts', 'apps/guard/main.ts')).toEqual(['apps/guard/main.ts does not exist'])
    expect(changed('[Service]', '[Service]\nEnvironment=GUARDIAN_TOKEN=x')).toEqual(['it holds a secret'])
    expect(() => parseUnit('[Unit]\nnonsense')).toThrow('"nonsense" is no setting')
    const timer = readFileSync(join(folder, 'aura-backup.timer'), 'utf8')
    expect(problemsOf('aura-backup.timer', timer.replace('Persistent=yes\n', ''))).toEqual([
      'what it missed is not caught up',
    ])
    const backup = readFileSync(join(folder, 'aura-backup.service'), 'utf8')
    expect(problemsOf('aura-backup.service', backup.replace('backup create', 'backup craete'))).toEqual([
      './aura backup craete does not exist',
    ])
  })

  it('say nothing that systemd does not understand, where it is installed', () => {
    const { error, stderr } = spawnSync('systemd-analyze', ['verify', ...units.map((name) => join(folder, name))], {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` },
    })
    // Programs below /opt are elsewhere here; anything else that it names is a fault.
    const lines = error
      ? []
      : stderr.split('\n').filter((line) => line !== '' && !/is not executable|\/opt\/aura-sign/.test(line))
    expect(lines.filter((line) => line.includes('aura-'))).toEqual([])
  })
})
