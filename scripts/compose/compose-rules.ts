import type { ComposeRule } from './compose-rule.ts'
import { declarationRules } from './declaration-rules.ts'
import { hardeningRules } from './hardening-rules.ts'
import { portRules } from './port-rules.ts'
import { secretRules } from './secret-rules.ts'
import { serviceRules } from './service-rules.ts'
import { storageRules } from './storage-rules.ts'
import { variableRules } from './variable-rules.ts'

/** Everything that docker-compose.yml has to hold to. */
export const composeRules: readonly ComposeRule[] = [
  ...serviceRules,
  ...hardeningRules,
  ...declarationRules,
  ...secretRules,
  ...variableRules,
  ...portRules,
  ...storageRules,
]
