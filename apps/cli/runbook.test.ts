import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import type { Code, Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createContext } from './config.ts'
import { nativeVerbs } from './stack/native-verbs.ts'
import { runBlock } from './testing/run-block.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runbookFile = join(root, 'docs', 'runbooks', 'DR_RUNBOOK.md')
const runbook = readFileSync(runbookFile, 'utf8')

const program = await loadProgram()

/** A rule for the runbook; `violations` says what breaks it. */
interface Rule {
  name: string
  violations(tree: Root): string[]
  /** Markdown that breaks the rule: proves that the rule can fail. */
  planted: string
}

const tags = ['read', 'write', 'outside']

const scripts = readdirSync(join(root, 'scripts'))
  .filter((name) => name.endsWith('.sh'))
  .map((name) => `scripts/${name}`)

/** What a machine has on which a stack runs: its base system, and what ./aura and the services need. */
const programs = new Set([
  ...[
    'awk',
    'cat',
    'cp',
    'date',
    'df',
    'diff',
    'grep',
    'gunzip',
    'mkdir',
    'mktemp',
    'mv',
    'rm',
    'sha256sum',
    'sleep',
    'sort',
  ],
  ...['tail', 'sudo', 'curl', 'git', 'node', 'psql', 'createdb', 'dropdb', 'redis-cli', 'aws', 'nc'],
  ...['./aura', ...scripts],
])

const tables = new Set(
  [
    ...readFileSync(join(root, 'packages', 'postgres', 'schema.sql'), 'utf8').matchAll(/create table public\.(\w+)/gi),
  ].map(([, name = '']) => name),
)
const rules: readonly Rule[] = [
  {
    name: 'every block of commands says whether it changes anything',
    violations: (tree) => blocksOf(tree).flatMap((block) => (tags.includes(block.meta ?? '') ? [] : [block.value])),
    planted: '```bash\ntrue\n```',
  },
  {
    name: 'every block of commands is bash',
    violations: (tree) => blocksOf(tree).flatMap((block) => syntaxError(block.value) ?? []),
    planted: '```bash read\nif true; then\n```',
  },
  {
    name: 'every command of the project exists, with its options',
    violations: (tree) => commandsOf(tree).flatMap((command) => missingCommand(command) ?? []),
    planted: 'Run `./aura bakcup create`.',
  },
  {
    name: 'every script of the project exists',
    violations: (tree) =>
      wordsOf(tree)
        .flatMap((text) => [...text.matchAll(/(?<![\w/])(?:\.\/)?(scripts\/[\w.-]+)/g)])
        .flatMap(([, path = '']) => (existsSync(join(root, path)) ? [] : [path])),
    planted: '`scripts/reindex_everything.sh`',
  },
  {
    name: 'every pnpm command exists',
    violations: (tree) => {
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
      return wordsOf(tree)
        .flatMap((text) => [...text.matchAll(/(?:^|[;&|(]\s*)pnpm (?:run )?([\w:-]+)/gm)])
        .flatMap(([, script = '']) => (script === 'install' || script in scripts ? [] : [`pnpm ${script}`]))
    },
    planted: '`pnpm run workers:dance`',
  },
  {
    name: 'every link leads somewhere',
    violations: (tree) => {
      const anchors = new Set(headingsOf(tree).map(anchorOf))
      return nodesOf(tree, 'link').flatMap(({ url }) => {
        if (url.startsWith('#')) return anchors.has(url.slice(1)) ? [] : [url]
        return /^https:/.test(url) || existsSync(join(runbookFile, '..', url)) ? [] : [url]
      })
    },
    planted: '# One\n\n[two](#two)',
  },
  {
    name: 'headings are unique, so that links into it are',
    violations: (tree) => {
      const anchors = headingsOf(tree).map(anchorOf)
      return anchors.filter((anchor, index) => anchors.indexOf(anchor) < index && !/^step-/.test(anchor))
    },
    planted: '# One\n\n# One',
  },
  {
    name: 'what pipes into psql cannot fail unseen',
    violations: (tree) =>
      blocksOf(tree)
        .filter(({ value }) => /\|\s*psql/.test(value))
        .filter(({ value }) => !/set (-eu )?-o pipefail/.test(value) || !/ON_ERROR_STOP=1/.test(value))
        .map(({ value }) => value),
    planted: '```bash write\ngunzip -c x | psql\n```',
  },
  {
    name: 'no failure is turned into a success, but where only looking is meant',
    violations: (tree) =>
      blocksOf(tree)
        .flatMap(({ value }) => value.split('\n'))
        .filter(
          (line) => /\|\|/.test(line) && !['./aura doctor || true', './aura secrets status || true'].includes(line),
        ),
    planted: '```bash read\naws s3 ls || echo "failed"\n```',
  },
  {
    name: 'what changes something fails as soon as any of its programs does',
    violations: (tree) =>
      blocksOf(tree)
        .filter(({ meta }) => meta === 'write')
        .flatMap(({ value }) => {
          const whole = runBlock(value, { scripts: stubbed })
          const borne = [...new Set(whole.calls)].filter(
            (failing) => runBlock(value, { scripts: stubbed, failing }).status === 0,
          )
          return [...(whole.status === 0 && whole.calls.length > 0 ? [] : [value]), ...borne]
        }),
    planted: '```bash write\naws s3 cp one .\ncreatedb two\n```',
  },
  {
    name: 'every program is one that such a machine has',
    violations: (tree) =>
      blocksOf(tree)
        .flatMap(({ value }) => runBlock(value, { scripts: stubbed }).calls)
        .map((call) => call.split(' ', 1)[0] ?? '')
        .filter((program) => program !== '1' && !programs.has(program)),
    planted: '```bash read\njq . file\n```',
  },
  {
    name: 'every table in its SQL exists',
    violations: (tree) => blocksOf(tree).flatMap(({ value }) => (/\bpsql\b/.test(value) ? unknownTables(value) : [])),
    planted: '```bash read\npsql -c "select count(*) from user"\n```',
  },
]

describe('the runbook:', () => {
  it.each(rules)('$name', (rule) => {
    expect(rule.violations(fromMarkdown(runbook))).toEqual([])
    expect(rule.violations(fromMarkdown(rule.planted))).not.toEqual([])
  })

  it('has a section for every alert, which its runbook_url names', () => {
    const alerts = alertsOf(join(root, 'infra', 'prometheus', 'alerts'))
    const headings = headingsOf(fromMarkdown(runbook))
    expect(alerts.length).toBeGreaterThan(0)
    for (const { anchor, name } of alerts) {
      expect(headings).toContain(name)
      expect(anchor).toBe(anchorOf(name))
    }
  })
})

/** The alerts; the one that there is no data for an alert belongs to that alert's section. */
function alertsOf(directory: string): { name: string; anchor: string | undefined }[] {
  interface RuleFile {
    groups: { rules: { alert?: string; annotations?: { runbook_url?: string } }[] }[]
  }
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => parse(readFileSync(join(directory, file), 'utf8')) as RuleFile)
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap(({ alert, annotations }) =>
      alert === undefined
        ? []
        : [{ name: alert.replace(/NoData$/, ''), anchor: annotations?.runbook_url?.split('#').at(-1) }],
    )
}

function nodesOf<Type extends Nodes['type']>(tree: Nodes, type: Type): Extract<Nodes, { type: Type }>[] {
  const below = 'children' in tree ? tree.children.flatMap((child) => nodesOf(child, type)) : []
  return tree.type === type ? [tree as Extract<Nodes, { type: Type }>, ...below] : below
}

function blocksOf(tree: Root): Code[] {
  return nodesOf(tree, 'code').filter(({ lang }) => lang === 'bash')
}

/** Everything that is set as code: blocks and words within sentences. */
function wordsOf(tree: Root): string[] {
  const lines = nodesOf(tree, 'code').flatMap(({ value }) =>
    value.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '')),
  )
  return [...lines, ...nodesOf(tree, 'inlineCode').map(({ value }) => value)]
}

function headingsOf(tree: Root): string[] {
  return nodesOf(tree, 'heading').map((heading) =>
    nodesOf(heading, 'text')
      .map(({ value }) => value)
      .join(''),
  )
}

/** As GitHub names headings; those that repeat get a number there, which nothing here links to. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
}

const stubbed = ['aura', ...scripts]

/** Tables of the statements in a block that neither the schema, nor Postgres, nor the block itself makes. */
function unknownTables(block: string): string[] {
  const text = block.replace(/^\s*#.*$/gm, '')
  const own = [...text.matchAll(/(?:(\w+) as \(|table (\w+) as)/g)].map(([, one, other]) => one ?? other)
  return [...text.matchAll(/\b(?:from|join|update|into|analyze)\s+([a-z_]+)\b(?!\()/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('pg_') && !own.includes(name) && !tables.has(name))
}

function syntaxError(script: string): string | null {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })
  return status === 0 ? null : `${stderr}: ${script}`
}

interface ProjectCommand {
  words: string[]
  options: string[]
}

/** Calls of ./aura: the words that name the command, up to the first one in capitals, and the options. */
function commandsOf(tree: Root): ProjectCommand[] {
  return wordsOf(tree)
    .flatMap((text) => [...text.matchAll(/\.\/aura((?: +[^\s;|&)"<>]+)+)/g)])
    .map(([, rest = '']) => {
      const words = rest.trim().split(/ +/)
      const named = words.slice(0, 2).filter((word) => /^[a-z][a-z-]*$/.test(word))
      return { words: named, options: words.filter((word) => /^-/.test(word)).map((word) => word.replace(/=.*/, '')) }
    })
}

function missingCommand({ words, options }: ProjectCommand): string | null {
  let command: Command | undefined = program
  for (const word of words) {
    // What follows a command that has none below it is an argument.
    if (command === undefined || command.commands.length === 0) break
    command = command.commands.find((child) => child.name() === word)
  }
  const name = `./aura ${words.join(' ')}`
  if (!command) return name
  const known = command.options.flatMap(({ short, long }) => [short, long])
  const missing = options.filter((option) => !known.includes(option))
  return missing.length === 0 ? null : `${name} ${missing.join(' ')}`
}

/** The command line as it is put together, without running anything of it. */
async function loadProgram(): Promise<Command> {
  const built = new Command('aura').version('')
  const context = createContext({}, root)
  const directory = join(root, 'apps', 'cli', 'commands')
  const files = readdirSync(directory).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  for (const file of files) {
    const registers = Object.entries((await import(join(directory, file))) as Record<string, unknown>)
    for (const [name, register] of registers) {
      if (/^register[A-Z]/.test(name) && typeof register === 'function') register(built, context)
    }
  }
  // Its verbs are a command line of their own, since compose has other options.
  const stack = built.commands.find((command) => command.name() === 'stack')
  for (const verb of nativeVerbs(context).commands) stack?.addCommand(verb)
  return built
}
