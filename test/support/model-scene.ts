import { startFakeLlm, type FakeLlm, type FakeOptions } from './fake-llm.ts'
import { makeHome, startProgram } from './program.ts'
import { SlackUser } from './slack-user.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export interface ModelScene {
  database: TestDatabase
  llm: FakeLlm
  /** Where the program's page is. */
  url: string
  ada: SlackUser
  [Symbol.asyncDispose](): Promise<void>
}

/** The program with the local workspace, an own database and a fake vendor, and Ada at its page. */
export async function openModelScene(
  env: Record<string, string> = {},
  fake: FakeOptions = {},
): Promise<ModelScene> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  const llm = opened.use(await startFakeLlm(fake))
  const program = opened.use(
    await startProgram({ home: home.folder, databaseUrl: database.url, env: { ...llm.env, ...env } }),
  )
  const kept = opened.move()
  return {
    database,
    llm,
    url: program.url,
    ada: new SlackUser(program.url),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
