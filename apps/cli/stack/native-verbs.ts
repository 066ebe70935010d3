import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, dirname } from 'node:path'
import { AuraError } from '@aura-sign/core'
import { readNativeStack, serviceNames } from '@aura-sign/stack'
import { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { confirm } from '../restore/confirm.ts'
import { appUrl } from '../stack-in-use/app-url.ts'
import { nativeStack } from '../stack-in-use/native-stack.ts'
import { openStack } from './open-stack.ts'
import { parseServiceNames } from './parse-service-names.ts'
import { renderServices } from './render-services.ts'
import { reportEvents } from './report-events.ts'
import { showLogs } from './show-logs.ts'
import { untilInterrupted } from './until-interrupted.ts'

interface JsonFlag {
  json?: true
}

interface UpFlags extends JsonFlag {
  detach?: true
  freePorts?: true
  newData?: true
  minFreeDisk: number
}

const bytesPerMebibyte = 1024 * 1024

/** docker compose's verbs for the native stack. */
export function nativeVerbs(context: CommandContext): Command {
  const program = new Command('aura stack').description('the services, started from installed programs').exitOverride()
  const report = ({ json }: JsonFlag) =>
    json
      ? reportEvents({ json: true, write: (text) => process.stdout.write(text) })
      : reportEvents({ json: false, write: (text) => process.stderr.write(text) })

  verb(program, 'up', 'make and start services, with what they need; wait until they are healthy')
    .option('-d, --detach', 'leave them running and return; else follow their logs, and stop them at Ctrl-C')
    .option('--free-ports', 'take free ports in place of those that are taken')
    .option('--new-data', 'make new, empty data for the named services whose data are gone')
    .option('--min-free-disk <MiB>', 'refuse to start with less free disk', parseWholeNumber, 1024)
    .action(async (words: string[], flags: UpFlags) => {
      const names = parseServiceNames(words)
      const newData = flags.newData === true
      if (newData && names.length === 0) throw new AuraError('usage', { detail: '--new-data takes names of services' })
      const stack = await openStack(context, {
        freePorts: flags.freePorts === true,
        diskFreeBytesMin: flags.minFreeDisk * bytesPerMebibyte,
        onEvent: report(flags),
      })
      await stack.up(names, { newData })
      const found = readNativeStack(stack.directory)
      if (!flags.json && found?.running.has('demo-site')) {
        process.stderr.write(`aura: ${appUrl(context, found.urls.siteUrl)}\n`)
      }
      if (found && (found.running.has('minio') || context.config.BACKUP_STORE_URL !== undefined)) {
        const { noteSecrets } = await import('../secrets/note-secrets.ts')
        const say = report(flags)
        await noteSecrets(context, {
          stack: async () => nativeStack(context, found),
          say: (message) => say({ type: 'note', message }),
        })
      }
      if (flags.detach) return
      await untilInterrupted((signal) => follow(context, { names, tail: 0, followUntil: signal }))
      await stack.stop(names)
    })
  for (const [name, description] of [
    ['start', 'start services that were made before'],
    ['stop', 'stop services; they keep their data'],
    ['restart', 'stop services and start them again'],
  ] as const) {
    verb(program, name, description).action(async (words: string[], flags: JsonFlag) => {
      const stack = await openStack(context, { onEvent: report(flags) })
      await stack[name](parseServiceNames(words))
    })
  }
  program
    .command('kill')
    .description('signal services, by default with SIGKILL')
    .argument('[service...]')
    .option('-s, --signal <signal>', 'which signal', parseSignal, 'SIGKILL')
    .action(async (words: string[], { signal }: { signal: NodeJS.Signals }) => {
      const names = parseServiceNames(words)
      const stack = await openStack(context)
      await stack.kill(names, { signal })
    })
  verb(program, 'ps', 'show the services: state, health, pid, port, memory').action(
    async (words: string[], { json }: JsonFlag) => {
      const services = await (await openStack(context)).ps(parseServiceNames(words))
      const text = json ? services.map((service) => `${JSON.stringify(service)}\n`).join('') : null
      process.stdout.write(text ?? renderServices(services, new Date()))
    },
  )
  program
    .command('logs')
    .description('show what the services have written')
    .argument('[service...]')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('-n, --tail <lines>', 'only the last lines of each: a number, or all', parseTail)
    .action(async (words: string[], flags: { follow?: true; tail?: number }) => {
      const options = { names: parseServiceNames(words), tail: flags.tail }
      if (flags.follow) await untilInterrupted((signal) => follow(context, { ...options, followUntil: signal }))
      else await follow(context, options)
    })
  program
    .command('down')
    .description('stop all services')
    .option('-v, --volumes', 'delete their data too')
    .option('--confirm <name>', 'name of the checkout, to delete without being asked')
    .option('--json', 'print what happens as NDJSON')
    .action(async (flags: JsonFlag & { volumes?: true; confirm?: string }) => {
      const stack = await openStack(context, { onEvent: report(flags) })
      if (flags.volumes) await confirmRemoval(context, flags.confirm)
      await stack.down({ removeData: flags.volumes === true })
    })
  return program
}

function verb(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('[service...]', `of ${serviceNames.join(', ')}; default: all`)
    .option('--json', name === 'ps' ? 'print one JSON line a service' : 'print what happens as NDJSON')
}

async function follow(
  context: CommandContext,
  options: { names: ReturnType<typeof parseServiceNames>; tail?: number | undefined; followUntil?: AbortSignal },
): Promise<void> {
  const { nativeStack, root } = context.dataDirectory
  if (!readNativeStack(nativeStack)) throw new AuraError('stack_not_running', { path: root })
  const services = options.names.length > 0 ? options.names : serviceNames
  const print = (line: string) => process.stdout.write(`${line}\n`)
  await showLogs(nativeStack, { ...options, services, print })
}

/** Shows what would be deleted and asks for the name of the checkout, or of the data directory when that is elsewhere. */
async function confirmRemoval(context: CommandContext, given: string | undefined): Promise<void> {
  const { nativeStack, root } = context.dataDirectory
  // Not what is in it: a damaged stack can be deleted too.
  const found = existsSync(nativeStack) ? realpathSync(nativeStack) : null
  if (found) process.stderr.write(`aura: this deletes database, objects and backups in ${found}\n`)
  const name = basename(basename(root) === '.aura' ? dirname(root) : root)
  await confirm({ name, given, interactive: process.stdin.isTTY === true && process.stderr.isTTY === true })
}

function parseSignal(text: string): NodeJS.Signals {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`
  const found = Object.entries(constants.signals).find(([known, number]) => known === name || String(number) === text)
  if (!found) throw new AuraError('usage', { detail: `there is no signal "${text}"` })
  return found[0] as NodeJS.Signals
}

function parseTail(text: string): number | undefined {
  return text === 'all' ? undefined : parseWholeNumber(text)
}

function parseWholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new AuraError('usage', { detail: `"${text}" is not a whole number` })
  return Number(text)
}
