import { defineConfig } from 'vitest/config'

/** Installs the program as it runs in production, and does with it what docs/operate.md says. */
export default defineConfig({
  test: {
    include: ['test/production/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
  },
})
