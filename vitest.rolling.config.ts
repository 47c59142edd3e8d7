import { defineConfig } from 'vitest/config'

/** Processes are replaced one after the other while tasks come in; ROLLING_ROUNDS and ROLLING_TASK_EVERY_MS set how much. */
export default defineConfig({
  test: {
    include: ['test/chaos/rolling.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
})
