// Every integration test runs on both databases, except those that are about one of them. Which these are is decided here,
// by the place of a file, and nowhere else: a test that skips itself would look as if it had run.

/** About the embedded database, or about commands that start it. */
export const embeddedOnly: readonly string[] = [
  'packages/stack/embedded/**',
  'apps/cli/backup/backup.integration.test.ts',
  'apps/cli/broken-domain.integration.test.ts',
  'apps/cli/drill/drill.integration.test.ts',
  'apps/cli/objects/**',
  'apps/cli/reconcile/**',
  'apps/cli/restore/**',
  'apps/cli/secrets/**',
  'apps/cli/smoke/smoke.integration.test.ts',
  'apps/cli/up/**',
  'scripts/compose-image.integration.test.ts',
]

/** About the native stack, or about the real services and the processes that only it starts. */
export const nativeOnly: readonly string[] = [
  'apps/cli/config-print/**',
  'apps/cli/point-in-time/**',
  'apps/cli/reindex/server/**',
  'apps/cli/stack/**',
  'apps/cli/stack-in-use/**',
  'apps/cli/workers/**',
  'apps/demo-site/server/probes/redis*',
  'apps/demo-site/server/routes/similarity-overload*',
  'apps/*/main.integration.test.ts',
  'packages/identity/attestations/store/late-commit.integration.test.ts',
  'packages/jobs/lists/**',
  'packages/metrics/**',
  'packages/object-store/s3/**',
  'packages/postgres/missing-database.integration.test.ts',
  'packages/recovery/backup/*server*',
  'packages/recovery/objects/**',
  'packages/recovery/restore/server/**',
  'packages/stack/native/**',
  'packages/testkit/*native*',
  'scripts/install-native-services.integration.test.ts',
]
