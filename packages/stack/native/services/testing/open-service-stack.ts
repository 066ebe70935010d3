import { chmodSync } from 'node:fs'
import type { NativeStackOptions } from '../../open-native-stack.ts'
import type { Service } from '../../service.ts'
import { openTestStack } from '../../testing/test-stack.ts'

/** A test's stack whose services run as another user when the tests run as root, as a person's do. */
export async function openServiceStack(services: readonly Service[], options: Partial<NativeStackOptions> = {}) {
  const test = await openTestStack(services, options)
  // Only its own user could reach what lies below.
  chmodSync(test.root, 0o711)
  return test
}
