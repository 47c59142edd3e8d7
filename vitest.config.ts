import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/e2e/browser*.test.ts',
      'test/chaos/**',
      'test/soak/**',
      'test/production/**',
      '**/node_modules/**',
    ],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more would only make timings noisy.
    maxWorkers: 2,
  },
})
