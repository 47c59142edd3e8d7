import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Program } from '../support/program.ts'
import { until } from '../support/until.ts'

export interface Killer {
  /** Resolves when all kills are done. */
  ended: Promise<void>
  hasEnded(): boolean
  killed(): number
  databaseKilled(): number
}

export interface KillerOptions {
  /** Renewed in place. */
  running: Program[]
  start: () => Promise<Program>
  roll: () => number
  kills: number
  databaseKills: number
  databaseFolder: string
}

/** Kills a process at random every few seconds and starts another in its place; between them the database. */
export function startKiller(options: KillerOptions): Killer {
  const { running, start, roll, kills, databaseKills } = options
  let killed = 0
  let databaseKilled = 0
  let hasEnded = false
  async function run(): Promise<void> {
    while (killed < kills) {
      await wait(500 + roll() * 2500)
      const victim = Math.floor(roll() * running.length)
      killed++
      await running[victim]?.kill('SIGKILL')
      running[victim] = await start()
      if (killed * databaseKills > databaseKilled * kills && databaseKilled < databaseKills) {
        databaseKilled++
        await killServer(options.databaseFolder)
      }
    }
    hasEnded = true
  }
  return {
    ended: run(),
    hasEnded: () => hasEnded,
    killed: () => killed,
    databaseKilled: () => databaseKilled,
  }
}

async function killServer(folder: string): Promise<void> {
  const file = join(folder, 'data', 'postmaster.pid')
  const text = await until(async () => readFile(file, 'utf8').catch(() => undefined))
  process.kill(Number(text.split('\n')[0]), 'SIGKILL')
}
