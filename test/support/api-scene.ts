import { ApiClient, apiToken } from './api-client.ts'
import { makeHome, startProgram, type Program } from './program.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export const note = { bytes: Buffer.from('This agreement ends on 31 December 2030.'), name: 'note.txt' }
export const on = { PARALEGAL_API_TOKEN: apiToken }

interface Scene {
  api: ApiClient
  program: Program
  database: TestDatabase
}

/** The program with the local workspace and an own database, and somebody who uses its API. */
export async function withProgram(
  env: Record<string, string>,
  use: (scene: Scene) => Promise<void>,
): Promise<void> {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  await use({ api: new ApiClient(program.url), program, database })
}

export async function tasks({ db }: TestDatabase) {
  return db.selectFrom('task').selectAll().execute()
}
