import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { addedVariables } from '@aura-sign/core'
import { Command, CommanderError } from 'commander'
import { registerBackup } from './commands/backup.ts'
import { registerBench } from './commands/bench.ts'
import { registerConfig } from './commands/config.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerDown } from './commands/down.ts'
import { registerDrill } from './commands/drill.ts'
import { registerMigrate } from './commands/migrate.ts'
import { registerReconcile } from './commands/reconcile.ts'
import { registerReindex } from './commands/reindex.ts'
import { registerRestore } from './commands/restore.ts'
import { registerSecrets } from './commands/secrets.ts'
import { registerSeed } from './commands/seed.ts'
import { registerSmoke } from './commands/smoke.ts'
import { registerStack } from './commands/stack.ts'
import { registerStatus } from './commands/status.ts'
import { registerTest } from './commands/test.ts'
import { registerUp } from './commands/up.ts'
import { registerVectors } from './commands/vectors.ts'
import { registerWait } from './commands/wait.ts'
import { registerWorkers } from './commands/workers.ts'
import { createContext, projectDirectory } from './config.ts'
import { exitCodeOf, printError } from './print-error.ts'

/**
 * Runs one command line; resolves to the exit code. Command files are light: what a command needs beyond recovery is
 * imported when it runs, so that backup and restore work while the site's code is broken.
 */
async function main(commandLine: readonly string[]): Promise<number> {
  const environmentFile = join(projectDirectory, '.env')
  // Into the environment of this process: libraries read their own variables there.
  if (existsSync(environmentFile)) Object.assign(process.env, variablesOf(environmentFile))
  const context = createContext(process.env, process.cwd())
  const program = new Command('aura')
    .description('Wallet identity with recovery that is measured.')
    .version('0.1.0')
    .showHelpAfterError('Run "./aura --help" to see every command.')
    .exitOverride()
    // Options belong to the command that they stand behind: "restore" and "restore objects" share names of some.
    .enablePositionalOptions()
  for (const register of [
    registerUp,
    registerDown,
    registerStatus,
    registerStack,
    registerMigrate,
    registerSeed,
    registerBackup,
    registerRestore,
    registerReconcile,
    registerSecrets,
    registerWorkers,
    registerVectors,
    registerReindex,
    registerDrill,
    registerConfig,
    registerWait,
    registerDoctor,
    registerSmoke,
    registerBench,
    registerTest,
  ]) {
    register(program, context)
  }
  await program.parseAsync(commandLine, { from: 'user' })
  return Number(process.exitCode ?? 0)
}

/** Variables that are already set win over the file. */
function variablesOf(environmentFile: string): Record<string, string> {
  const variables = parseEnv(readFileSync(environmentFile, 'utf8'))
  return addedVariables(process.env, variables as Record<string, string>)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // Commander has printed its own message by then.
  if (!(error instanceof CommanderError)) printError(error)
  // What failed may have left something running that would keep the process alive.
  process.exit(exitCodeOf(error))
}
