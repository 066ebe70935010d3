import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take half a minute and more, the longest first. Those that work and those that wait for services take turns, so
 * that the cores are busy from the first minute to the last.
 */
export const longestFiles: readonly string[] = [
  'packages/object-store/s3/s3-faults.integration.test.ts',
  'apps/cli/restore/restore.integration.test.ts',
  'packages/stack/native/services/minio.integration.test.ts',
  'apps/cli/drill/drill.integration.test.ts',
  'apps/cli/config-print/bare-commands.integration.test.ts',
  'apps/cli/up/up.integration.test.ts',
  'apps/cli/stack/alerts.integration.test.ts',
  'packages/object-store/s3/s3-errors.integration.test.ts',
  'apps/cli/stack/stack.integration.test.ts',
  'packages/stack/embedded/open-embedded-database.integration.test.ts',
  'packages/stack/embedded/crash.integration.test.ts',
  'apps/cli/backup/backup.integration.test.ts',
  'apps/cli/broken-domain.integration.test.ts',
  'apps/cli/smoke/smoke.integration.test.ts',
]

/** Order of the test files: vitest's own knows durations only of earlier runs, and takes one project after the other. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const placeOf = (file: TestSpecification) => {
      const place = longestFiles.findIndex((path) => file.moduleId.endsWith(`/${path}`))
      return place === -1 ? longestFiles.length : place
    }
    return sorted.toSorted((left, right) => placeOf(left) - placeOf(right))
  }
}
