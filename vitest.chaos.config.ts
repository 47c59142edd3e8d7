import { defineConfig } from 'vitest/config'

/** Kills, doubled events and faults at random; CHAOS_TASKS, CHAOS_KILLS, CHAOS_DATABASE_KILLS and CHAOS_SEED set how much. */
export default defineConfig({
  test: {
    include: ['test/chaos/chaos.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
})
