import { AuraError, systemClock } from '@aura-sign/core'
import { type Command, InvalidArgumentError } from 'commander'
import type { CommandContext } from '../config.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import type { WaitResult } from '../wait/wait-for-services.ts'

interface WaitFlags extends StackFlag {
  timeout: number
  json?: true
}

const secondsDefault = 60
const secondsMax = 24 * 3600

export function registerWait(program: Command, context: CommandContext): void {
  const command = program
    .command('wait')
    .description('wait until the services can be used: a query, a PING, a listing of both buckets')
    .argument(
      '[service...]',
      'postgres, redis, minio, demo-site, prometheus; default: the first three, as far as in use',
    )
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, secondsDefault)
    .option('--json', 'print one JSON line a service')
  addStackOption(command).action((names: string[], flags: WaitFlags) => wait(context, { names, flags }))
}

async function wait(context: CommandContext, options: { names: string[]; flags: WaitFlags }): Promise<void> {
  const { names, flags } = options
  const { readStackInUse } = await import('../stack-in-use/read-stack-in-use.ts')
  const { readinessChecks } = await import('../wait/readiness-checks.ts')
  const { waitForServices } = await import('../wait/wait-for-services.ts')
  const stack = await readStackInUse(context, flags)
  const line = statusLine(flags)
  const results = await waitForServices(readinessChecks(stack, { names }), {
    timeoutMs: flags.timeout * 1000,
    clock: systemClock,
    onLate: ({ service, reason, seconds }) =>
      line.show(`waiting for ${service} (${Math.floor(seconds)} of ${flags.timeout} s): ${reason}`),
    onResult: (result) => {
      line.clear()
      process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : renderResult(result))
    },
  })
  const late = results.filter((result) => !result.ready).map((result) => result.service)
  if (late.length > 0) throw new AuraError('services_late', { services: late.join(', '), seconds: flags.timeout })
}

function renderResult({ service, ready, seconds, reason }: WaitResult): string {
  const state = ready ? 'ready' : 'LATE '
  return `${state}  ${service.padEnd(10)}  ${seconds.toFixed(2)} s${reason === null ? '' : `  ${reason}`}\n`
}

/** One line on the terminal that is written over; without a terminal, or with `--json`, nothing. */
function statusLine({ json }: WaitFlags) {
  const { stderr } = process
  if (json || stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  return {
    show: (text: string) => stderr.write(`\r\x1b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`),
    clear: () => stderr.write('\r\x1b[2K'),
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= secondsMax))
    throw new InvalidArgumentError(`a number of seconds up to ${secondsMax}.`)
  return seconds
}
