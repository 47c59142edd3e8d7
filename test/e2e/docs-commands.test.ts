import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { docPages, readDocBlocks } from '../support/doc-commands.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand } from '../support/program.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const pages = (await docPages()).filter((page) => page !== 'docs/operate.md')
const fixtures = join(projectFolder, 'test/fixtures')
/** Single lines that are run elsewhere, by their beginnings. */
const elsewhere: Record<string, string> = {
  'npx paralegal eval analyze-contract': '.ci/run, test/e2e/eval.test.ts',
  'npx paralegal cancel TASK': 'test/e2e/cancel.test.ts, which has a task that runs',
}

interface Desk {
  folder: string
  database: TestDatabase
  env: Record<string, string>
}

/** A folder as somebody has it who read the page: a few contracts, prompts, and an analysis that has ended. */
async function layOut(desk: Desk): Promise<void> {
  const { folder } = desk
  await cp(join(projectFolder, 'prompts'), join(folder, 'prompts'), { recursive: true })
  for (const name of ['contract.pdf', 'lease.pdf']) await cp(join(fixtures, 'agency.pdf'), join(folder, name))
  await cp(join(fixtures, 'cloud-service.docx'), join(folder, 'contract.docx'))
  await mkdir(join(folder, 'FOLDER'))
  await cp(join(fixtures, 'agency.pdf'), join(folder, 'FOLDER', 'one.pdf'))
  const analysed = await runCommand(
    { home: folder, databaseUrl: desk.database.url, env: desk.env },
    'analyze',
    join(folder, 'contract.pdf'),
  )
  expect(analysed.code).toBe(0)
}

async function filledIn({ database: { db } }: Desk, command: string): Promise<string> {
  const latest = db.selectFrom('task').orderBy('created_at', 'desc').limit(1)
  const task = await latest.select('id').executeTakeFirstOrThrow()
  const calls = await db.selectFrom('generation').select('id').limit(2).execute()
  const document = await db.selectFrom('document').select('sha256').executeTakeFirst()
  const hold = await db.selectFrom('hold').select('id').where('released_at', 'is', null).executeTakeFirst()
  const keys = [1, 2].map(() => randomBytes(32).toString('base64'))
  return command
    .replace('CALL CALL', `${calls[0]?.id} ${calls[1]?.id}`)
    .replace(/\bCALL\b/, calls[0]?.id ?? '')
    .replace(/\bTASK\b|\b3f2a91\b/, task.id)
    .replace(/\bSHA256\b/, document?.sha256 ?? '')
    .replace(/\bHOLD\b/, hold?.id ?? '')
    .replace(/\bHEAD\b/, '$(npx paralegal audit head)')
    .replace('<new>,<old>', keys.join(','))
}

async function run({ folder, env }: Desk, command: string): Promise<string> {
  const node = `"${process.execPath}" --disable-warning=ExperimentalWarning "${join(projectFolder, 'src/cli.ts')}"`
  const script = `npx() { shift; ${node} "$@"; }\n${command}`
  const outcome = promisify(execFile)('bash', ['-ec', script], { cwd: folder, env })
  return outcome.then(
    () => 'went well',
    (error: unknown) => {
      const { stderr, stdout } = error as { stderr: string; stdout: string }
      return `failed: ${(stderr || stdout).slice(-900)}`
    },
  )
}

test.each(pages)(
  'every command of %s works as it is written, or says why no test runs it',
  async (page) => {
    const blocks = (await readDocBlocks(page)).filter(({ why }) => why === null)
    const commands = blocks
      .flatMap((block) => block.commands)
      .filter((command) => !Object.keys(elsewhere).some((beginning) => command.startsWith(beginning)))
    if (commands.length === 0) return
    await using database = await createTestDatabase()
    await using home = await makeHome()
    await using llm = await startFakeLlm()
    const env = {
      // A call of the offline model cannot be made again.
      ...(page === 'docs/prompt-log.md' ? llm.env : {}),
      PATH: process.env['PATH'] ?? '',
      HOME: home.folder,
      PARALEGAL_HOME: home.folder,
      DATABASE_URL: database.url,
    }
    const desk = { folder: home.folder, database, env }
    await layOut(desk)
    const outcomes: Record<string, string> = {}
    for (const command of commands) outcomes[command] = await run(desk, await filledIn(desk, command))
    expect(outcomes).toEqual(Object.fromEntries(commands.map((command) => [command, 'went well'])))
  },
  240_000,
)
