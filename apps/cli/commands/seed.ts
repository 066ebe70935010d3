import { systemClock, withVariables } from '@aura-sign/core'
import { assertReachable, assertSchemaCurrent } from '@aura-sign/postgres'
import { type Command, Option } from 'commander'
import type { CommandContext } from '../config.ts'
import { parseIdentityCount } from '../parse-identity-count.ts'
import { createProgress } from '../progress/create-progress.ts'
import { withDatabase } from '../with-database.ts'

const identitiesMax = 1_000_000

interface SeedFlags {
  identities: number
  seed: string
  json?: true
}

export function registerSeed(program: Command, context: CommandContext): void {
  program
    .command('seed')
    .description('add synthetic identities with statements and embeddings; the same seed gives the same ones')
    .addOption(
      new Option('--identities <count>', 'how many').default(1000).argParser(parseIdentityCount(identitiesMax)),
    )
    .option('--seed <text>', 'what they are derived from', 'aura')
    .option('--json', 'print the result as JSON, progress as NDJSON on standard error')
    .action((flags: SeedFlags) => seed(context, flags))
}

async function seed(context: CommandContext, flags: SeedFlags): Promise<void> {
  const { createEmbedder, seedIdentities } = await import('@aura-sign/identity')
  const { parseWorkerConfig } = await import('@aura-sign/worker')
  const json = flags.json === true
  const progress = createProgress({ stream: process.stderr, json, isTty: process.stderr.isTTY === true })
  const { done, inserted } = await withDatabase(context, async ({ sql, url }) => {
    await assertReachable(sql)
    await assertSchemaCurrent(sql)
    const embedder = createEmbedder(parseWorkerConfig(withVariables(context.environment, { DATABASE_URL: url })))
    const step = progress.step('seeding identities', { total: flags.identities })
    try {
      const result = await seedIdentities(sql, embedder, {
        count: flags.identities,
        seed: flags.seed,
        now: systemClock.now(),
        onProgress: (state) => step.update(state.done),
      })
      step.end()
      return result
    } catch (error) {
      step.fail()
      throw error
    }
  })
  const existing = done - inserted
  process.stdout.write(
    json
      ? `${JSON.stringify({ inserted, existing })}\n`
      : `${inserted} identities added, ${existing} were there already\n`,
  )
}
