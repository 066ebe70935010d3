import { defineConfig } from 'vitest/config'
import { LongestFirst } from './packages/testkit/longest-first.ts'
import { embeddedOnly, nativeOnly } from './packages/testkit/stack-rules.ts'

const excluded = ['**/node_modules/**', '**/dist/**']
const integrationTests = ['{apps,packages,scripts}/**/*.integration.test.ts']
/** Bounds what hangs; a busy machine must not turn a slow test red. */
const bounds = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } }
const browserBounds = { ...bounds, testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    // Two cores, and tests that often wait for services: more at a time would only make each slower and its timeouts tighter.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages,bench,scripts}/**/*.test.ts'],
          exclude: [...excluded, '**/*.integration.test.ts', '**/*.browser.test.ts'],
          ...bounds,
        },
      },
      {
        test: {
          name: 'integration-embedded',
          include: integrationTests,
          exclude: [...excluded, ...nativeOnly],
          env: { AURA_TEST_STACK: 'embedded' },
          globalSetup: ['packages/testkit/embedded-global-setup.ts'],
          ...bounds,
        },
      },
      {
        test: {
          name: 'integration-native',
          include: integrationTests,
          exclude: [...excluded, ...embeddedOnly],
          env: { AURA_TEST_STACK: 'native' },
          globalSetup: ['packages/testkit/native-global-setup.ts'],
          ...bounds,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['apps/**/*.browser.test.ts'],
          exclude: excluded,
          env: { AURA_TEST_STACK: 'embedded' },
          globalSetup: ['packages/testkit/embedded-global-setup.ts'],
          ...browserBounds,
          fileParallelism: false,
        },
      },
    ],
  },
})
