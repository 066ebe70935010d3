import { defineConfig } from 'vitest/config'

const excluded = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    // Two cores: more files at a time would only make each slower and its timeouts tighter.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages,bench,scripts}/**/*.test.ts'],
          exclude: [...excluded, '**/*.integration.test.ts', '**/*.browser.test.ts'],
          // Bounds what hangs; a busy machine must not turn a slow property test red.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{apps,packages,scripts}/**/*.integration.test.ts'],
          exclude: excluded,
          globalSetup: ['packages/testkit/vitest-global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['apps/**/*.browser.test.ts'],
          exclude: excluded,
          globalSetup: ['packages/testkit/vitest-global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
