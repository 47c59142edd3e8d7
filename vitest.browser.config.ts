import { defineConfig } from 'vitest/config'

/** The tests that need Debian's Chromium. */
export default defineConfig({
  test: { include: ['test/e2e/browser*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 1 },
})
