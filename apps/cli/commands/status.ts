import { AuraError } from '@aura-sign/core'
import type { Command } from 'commander'
import { z } from 'zod'
import { readBackupState, renderBackupState } from '../backup/read-backup-state.ts'
import type { CommandContext } from '../config.ts'
import { appUrl } from '../stack-in-use/app-url.ts'
import { findSite } from '../stack-in-use/find-site.ts'

const requestTimeoutMs = 5_000

const healthSchema = z.object({
  status: z.string(),
  components: z.record(z.string(), z.object({ status: z.string(), detail: z.string().optional() })),
})

export function registerStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('show whether a stack runs here, where, and how its components and backups are')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: true }) => {
      const site = findSite(context)
      if (!site) throw new AuraError('stack_not_running', { path: context.dataDirectory.root })
      const { stack, pid, startedAt, siteUrl } = site
      const [health, backups] = await Promise.all([readHealth(siteUrl), readBackupState(context)])
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ stack, pid, startedAt, siteUrl, ...health, backups })}\n`)
      } else {
        const lines = Object.entries(health.components).map(
          ([name, { status, detail }]) => `  ${name.padEnd(12)} ${status}${detail ? `: ${detail}` : ''}`,
        )
        process.stdout.write(
          `${appUrl(context, siteUrl)} is ${health.status} (${stack} stack, pid ${pid}, since ${startedAt})\n${lines.join('\n')}\n  ${'backups'.padEnd(12)} ${renderBackupState(backups)}\n`,
        )
      }
      if (health.status === 'down') process.exitCode = 1
    })
}

async function readHealth(siteUrl: string): Promise<z.infer<typeof healthSchema>> {
  try {
    const response = await fetch(new URL('/api/health', siteUrl), { signal: AbortSignal.timeout(requestTimeoutMs) })
    return healthSchema.parse(await response.json())
  } catch (cause) {
    throw new AuraError('service_unavailable', { component: siteUrl }, { cause })
  }
}
