import { exitCodes } from '@aura-sign/core'
import type { ScheduleJudgement } from '@aura-sign/recovery'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'
import { judgeBackups } from './read-backup-state.ts'

export function registerBackupVerifySchedule(backup: Command, context: CommandContext): void {
  const command = backup
    .command('verify-schedule')
    .description(
      'compare what is in the backup store with the targets of the runbook: last success, last verified, RPO',
    )
    .option('--json', 'print the result as JSON')
  addStackOption(command).action(async (flags: StackFlag & { json?: true }) => {
    const judgement = await judgeBackups(context, flags)
    process.stdout.write(flags.json ? `${JSON.stringify(judgement)}\n` : renderJudgement(judgement))
    if (!judgement.ok) process.exitCode = exitCodes.failed
  })
}

function renderJudgement({ lines, ok }: ScheduleJudgement): string {
  const width = Math.max(...lines.map(({ name }) => name.length))
  const rendered = lines.map((line) => `  ${line.ok ? 'ok  ' : 'LATE'}  ${line.name.padEnd(width)}  ${line.detail}`)
  const end = ok ? 'the targets are met' : 'targets are missed: see "LATE" above'
  return `${rendered.join('\n')}\n${end}\n`
}
