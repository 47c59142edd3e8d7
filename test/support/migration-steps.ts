import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Migrator, type Migration } from 'kysely/migration'
import type { Db } from '../../src/db/connect.ts'
import { projectFolder } from './program.ts'

const folder = join(projectFolder, 'migrations')

/** All steps, oldest first. */
export async function migrationSteps(): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort()
  return files.map((file) => file.slice(0, -'.ts'.length))
}

/** Runs the steps up to this one. */
export async function migrateTo(db: Db, step: string): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateTo(step)
  if (error !== undefined) throw error instanceof Error ? error : new Error(`${step} failed`)
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const steps = await migrationSteps()
  const modules = steps.map(
    async (step) => (await import(pathToFileURL(join(folder, `${step}.ts`)).href)) as Migration,
  )
  const loaded = await Promise.all(modules)
  return Object.fromEntries(steps.map((step, index) => [step, loaded[index] as Migration]))
}
