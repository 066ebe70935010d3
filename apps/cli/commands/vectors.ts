import { AuraError, exitCodes, withVariables } from '@aura-sign/core'
import { assertReachable, assertSchemaCurrent, chooseVectorIndex } from '@aura-sign/postgres'
import type { Command } from 'commander'
import type { CommandContext } from '../config.ts'
import { judgeVectors } from '../vectors/judge-vectors.ts'
import { renderVectorCheck } from '../vectors/render-vector-check.ts'
import type { VectorReport } from '../vectors/vector-report.ts'
import { withDatabase } from '../with-database.ts'

const sampleDefault = 100
const sampleMax = 10_000

export function registerVectors(program: Command, context: CommandContext): void {
  const vectors = program.command('vectors').description('what similarity searches go through, and how well')
  vectors
    .command('check')
    .description(
      'judge the vector indexes: what they find against comparing all vectors, how large they are, who is not in them',
    )
    .option('--sample <count>', `how many searches to compare; default: ${sampleDefault}`)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit code 1 when the verdict is "rebuild" ("./aura reindex" mends that) or "degraded" (vectors are missing or unusable), else 0.',
    )
    .action((flags: { sample?: string; json?: true }) => check(context, flags))
}

async function check(context: CommandContext, flags: { sample?: string; json?: true }): Promise<void> {
  const sample = sampleOf(flags.sample)
  const report = await measure(context, sample)
  process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : renderVectorCheck(report))
  if (!report.ok) process.exitCode = exitCodes.failed
}

async function measure(context: CommandContext, sample: number): Promise<VectorReport> {
  const { checkVectors, createEmbedder, embeddingDimensions, readVectorFaults } = await import('@aura-sign/identity')
  const { parseWorkerConfig } = await import('@aura-sign/worker')
  const { config } = context
  return await withDatabase(context, async ({ sql, url }) => {
    await assertReachable(sql)
    await assertSchemaCurrent(sql)
    const { model } = createEmbedder(parseWorkerConfig(withVariables(context.environment, { DATABASE_URL: url })))
    const found = await checkVectors(sql, { model, sample, now: new Date() })
    const configured = chooseVectorIndex(config, { rows: found.rows })
    const faults = await readVectorFaults(sql, { model })
    const recallMin = config.VECTOR_RECALL_MIN
    return judgeVectors({ ...found, ...faults }, { configured, recallMin, dimensions: embeddingDimensions })
  })
}

function sampleOf(text: string | undefined): number {
  if (text === undefined) return sampleDefault
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= sampleMax) return value
  throw new AuraError('usage', { detail: `--sample takes a whole number from 1 to ${sampleMax}, not "${text}"` })
}
