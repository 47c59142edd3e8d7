import { defineConfig } from 'vitest/config'

/** The tests that need Debian's Chromium. */
export default defineConfig({
  test: {
    include: ['test/e2e/browser*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
})
