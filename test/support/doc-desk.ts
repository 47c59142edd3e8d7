import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseTable, writeTable } from '../../src/evals/csv-table.ts'
import { apiToken } from './api-client.ts'
import { startFakeLlm } from './fake-llm.ts'
import { makeHome, projectFolder, runCommand, startProgram } from './program.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export interface DocDesk {
  /** Runs a line of a page as it is written, its placeholders filled in. Gives 'went well', or what it said. */
  run(command: string): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

/** Pages that ask language models, and the settings they are read with. */
const withModels: Record<string, Record<string, string>> = {
  // A call of the offline model cannot be made again.
  'docs/prompt-log.md': {},
  // The shipped baseline is the offline model's.
  'docs/evaluation.md': { PARALEGAL_MODEL: 'offline/offline-extractive' },
}

/** What somebody has who read a page: a few contracts, prompts under version control, and an analysis that has ended. */
export async function openDocDesk(page: string, commands: string[]): Promise<DocDesk> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const { folder } = opened.use(await makeHome())
  const llm = opened.use(await startFakeLlm())
  const vendors = { ...llm.env, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${llm.url}/v1` }
  const models = withModels[page]
  const env = { ...(models ? { ...vendors, ...models } : {}), PARALEGAL_API_TOKEN: apiToken }
  const of = { home: folder, databaseUrl: database.url, env }
  const lacks = await missingTools()
  await layOut(folder, lacks)
  const analysed = await runCommand(of, 'analyze', join(folder, 'contract.pdf'))
  if (analysed.code !== 0) throw new Error(`nothing to read the page with: ${analysed.stderr}`)
  const asksProgram = commands.some((command) => command.includes('localhost:3000'))
  const url = asksProgram ? opened.use(await startProgram(of)).url : ''
  const kept = opened.move()
  const here = { PATH: process.env['PATH'] ?? '', HOME: folder, PARALEGAL_HOME: folder }
  const variables = { ...here, ...env, DATABASE_URL: database.url }
  return {
    run: async (command) => {
      if (lacks.some((tool) => needs[tool].test(command))) return 'went well'
      const filledIn = (await fillIn(database, command)).replace('http://localhost:3000', url)
      return outcomeOf(filledIn, { folder, env: variables })
    },
    [Symbol.asyncDispose]: async () => kept.disposeAsync(),
  }
}

/** What a fresh machine may lack; there the lines that need it are left to one that has it. */
const needs = { git: /--versions/, curl: /^curl / }
type Tool = keyof typeof needs

async function missingTools(): Promise<Tool[]> {
  const found = await Promise.all(
    (Object.keys(needs) as Tool[]).map(async (tool) =>
      promisify(execFile)('sh', ['-c', `command -v ${tool}`]).then(
        () => [],
        () => [tool],
      ),
    ),
  )
  return found.flat()
}

async function layOut(folder: string, lacks: Tool[]): Promise<void> {
  const fixtures = join(projectFolder, 'test/fixtures')
  await cp(join(projectFolder, 'prompts'), join(folder, 'prompts'), { recursive: true })
  for (const name of ['contract.pdf', 'lease.pdf']) await cp(join(fixtures, 'agency.pdf'), join(folder, name))
  await cp(join(fixtures, 'cloud-service.docx'), join(folder, 'contract.docx'))
  await mkdir(join(folder, 'FOLDER'))
  await cp(join(fixtures, 'agency.pdf'), join(folder, 'FOLDER', 'one.pdf'))
  // All 24 contracts would take minutes; .ci/run asks them.
  const cases = join(folder, 'prompts/analyze-contract/cases.csv')
  const { columns, rows } = parseTable(await readFile(cases, 'utf8'), cases)
  await writeFile(cases, writeTable({ columns, rows: rows.slice(0, 1) }))
  if (lacks.includes('git')) return
  const commit = 'git -c user.name=ada -c user.email=ada@acme.example commit -qm prompts'
  const git = `git init -q -b main && git add prompts && ${commit}`
  await promisify(execFile)('sh', ['-ec', git], { cwd: folder })
}

// One that runs would have ended before it can be cancelled. It is on no audit record, so only who cancels has one.
async function letOneWait({ db }: Pick<TestDatabase, 'db'>): Promise<void> {
  const ended = await db.selectFrom('task').selectAll().executeTakeFirstOrThrow()
  const { analysis, file_name, document_id, requested_by, team_id, model, prompt_hash, prompt_version } =
    ended
  const asked = {
    analysis,
    file_name,
    document_id,
    requested_by,
    team_id,
    model,
    prompt_hash,
    prompt_version,
  }
  const nowhere = { channel_id: null, thread_ts: null, source_file_id: null, opens_thread: false }
  const row = { ...asked, ...nowhere, id: randomUUID(), dedupe_key: 'waits', variables: '{}' }
  await db
    .insertInto('task')
    .values({ ...row, batch: null, deadline: null, budget_note: null })
    .execute()
}

async function fillIn({ db }: Pick<TestDatabase, 'db'>, command: string): Promise<string> {
  const isCancel = command.includes(' cancel ')
  if (isCancel) await letOneWait({ db })
  const state = isCancel ? 'queued' : 'done'
  const tasks = db.selectFrom('task').select('id').where('state', '=', state).orderBy('created_at', 'desc')
  const task = await tasks.limit(1).executeTakeFirstOrThrow()
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

async function outcomeOf(
  command: string,
  { folder, env }: { folder: string; env: Record<string, string> },
): Promise<string> {
  const program = `"${process.execPath}" --disable-warning=ExperimentalWarning "${join(projectFolder, 'src/cli.ts')}"`
  // A refusal of the API ends curl well unless it is told otherwise.
  const curl = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }'
  const script = `npx() { shift; ${program} "$@"; }\n${curl}\n${command}`
  return promisify(execFile)('bash', ['-ec', script], { cwd: folder, env }).then(
    () => 'went well',
    (error: unknown) => {
      const { stderr, stdout } = error as { stderr: string; stdout: string }
      return `failed: ${`${stdout}${stderr}`.slice(-900)}`
    },
  )
}
