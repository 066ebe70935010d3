import { AuraError } from '@aura-sign/core'
import { openEmbeddedDatabase } from '../open-embedded-database.ts'

// A process of its own for tests of opening: prints how that went, then stays until it is ended.
const [directory = ''] = process.argv.slice(2)
try {
  await openEmbeddedDatabase({ directory, port: 0, password: 'test' })
  process.stdout.write('opened\n')
} catch (error) {
  process.stdout.write(`${error instanceof AuraError ? `${error.code}: ${error.message}` : String(error)}\n`)
  process.exitCode = 1
}
