import { exitCodes, systemClock } from '@aura-sign/core'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { addStackOption, type StackFlag } from '../stack-in-use/add-stack-option.ts'

interface DoctorFlags extends StackFlag {
  json?: true
  strict?: true
}

export function registerDoctor(program: Command, context: CommandContext): void {
  const command = program
    .command('doctor')
    .description('check what the stack rests on: versions, ports, disk, clock, permissions, database, backups')
    .option('--strict', 'exit code 3 when there is anything to look at, even if nothing failed')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code 1 when a check failed, else 0.')
  addStackOption(command).action(async (flags: DoctorFlags) => {
    const { readStack } = await import('../doctor/read-stack.ts')
    const { diagnose } = await import('../doctor/diagnose.ts')
    const { renderFindings } = await import('../doctor/render-findings.ts')
    const read = await readStack(context, flags)
    const findings = await diagnose(context, { ...read, clock: systemClock })
    process.stdout.write(
      flags.json ? `${JSON.stringify({ stack: read.stack.kind, checks: findings })}\n` : renderFindings(findings),
    )
    if (findings.some(({ status }) => status === 'fail')) process.exitCode = exitCodes.failed
    else if (flags.strict && findings.some(({ status }) => status === 'warn')) process.exitCode = exitCodes.partial
  })
}
