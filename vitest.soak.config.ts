import { defineConfig } from 'vitest/config'

/** Two hours of a team's load in fast time; SOAK_MINUTES and SOAK_SEED set how much. */
export default defineConfig({
  test: { include: ['test/soak/*.test.ts'], testTimeout: 7_200_000, hookTimeout: 120_000, maxWorkers: 1 },
})
