import { AuraError } from '@aura-sign/core'
import type { PgBackRest } from '@aura-sign/recovery'
import { findServiceContext, openNativePgBackRest } from '@aura-sign/stack'
import type { CommandContext } from '../../config.ts'
import type { StackFlag } from '../../stack-in-use/add-stack-option.ts'
import { archiveOptions } from '../../stack-in-use/archive-target.ts'
import { readStackInUse } from '../../stack-in-use/read-stack-in-use.ts'

/** pgBackRest of the stack in use. Throws `physical_stack_unsupported` or `pgbackrest_missing`. */
export async function openPgBackRest(context: CommandContext, flags: StackFlag): Promise<PgBackRest> {
  const { kind } = await readStackInUse(context, flags)
  switch (kind) {
    case 'native': {
      const service = await findServiceContext(context.dataDirectory.nativeStack, {
        name: 'postgres',
        projectDirectory: context.projectDirectory,
        userName: context.environment.AURA_SERVICE_USER,
      })
      if (service === null) throw new AuraError('stack_not_running', { path: context.dataDirectory.nativeStack })
      return await openNativePgBackRest(service, archiveOptions(context.config))
    }
    default:
      throw new AuraError('physical_stack_unsupported', { stack: kinds[kind] })
  }
}

const kinds = { embedded: 'the embedded one', own: 'a database of your own', compose: 'the compose one' }
