import { AuraError, exitCodes } from '@aura-sign/core'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import type { SmokeResult } from '../smoke/run-smoke-checks.ts'
import { findSite } from '../stack-in-use/find-site.ts'

export function registerSmoke(program: Command, context: CommandContext): void {
  program
    .command('smoke')
    .description('check a running service as a person would use it; exit code 1 if any check fails')
    .argument('[base-url]', 'where it runs; default: the stack of this checkout, or APP_URL')
    .option('--json', 'print one JSON line a check')
    .action(async (baseUrl: string | undefined, options: { json?: true }) => {
      const { runSmokeChecks } = await import('../smoke/run-smoke-checks.ts')
      const print = options.json ? printJson : printLine
      const passed = await runSmokeChecks(targetOf(baseUrl, context), { onResult: print })
      if (!passed) process.exitCode = exitCodes.failed
    })
}

function targetOf(baseUrl: string | undefined, context: CommandContext): string {
  const url = baseUrl ?? findSite(context)?.siteUrl ?? context.environment.APP_URL
  if (url === undefined) throw new AuraError('stack_not_running', { path: context.dataDirectory.root })
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new AuraError('usage', { detail: `"${url}" is not an http address` })
  }
  return url
}

function printLine({ ok, name, detail, seconds }: SmokeResult): void {
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds.toFixed(2)} s  ${detail}\n`)
}

function printJson(result: SmokeResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
