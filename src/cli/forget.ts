import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import { NotYet } from '../queue/not-yet.ts'
import { askRemoval } from '../removal/ask-removal.ts'
import { findDocuments, findTasks, type Meant } from '../removal/find-meant.ts'
import { findReceipt, listReceipts, receiptText, type Receipt } from '../removal/receipts.ts'
import { runRemoval } from '../removal/run-removal.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'
import { withEngine } from './task.ts'

interface ForgetOptions {
  user?: string
  document?: string
  yes?: true
  json?: true
}

/** The commands that remove content, and show what was removed. */
export function defineForgetCommands(program: Command): void {
  const forget = program
    .command('forget')
    .description(
      'remove what is kept of a task, a person or a document: texts, quotes, answers, prompts. What is under a hold stays',
    )
    .argument('[task]', 'the id of a task, or its first characters')
    .option('--user <id>', 'all that a person asked for')
    .option('--document <sha256>', 'a document and all that was asked about it, by its hash')
    .option('--yes', 'do it; without it only what would be removed is said')
    .option('--json', 'print as JSON')
    .action(forgetContent)

  forget
    .command('list')
    .description('the receipts of what was removed, by whom and why, the latest first')
    .option('--limit <number>', 'so many at most', '50')
    .action(async (_: object, command: Command) => showReceipts(command.optsWithGlobals()))

  forget
    .command('replay')
    .description('after a backup was restored: remove again what receipts of forget list --json say')
    .argument('<file>', 'the receipts')
    .action(replay)
}

async function forgetContent(task: string | undefined, options: ForgetOptions): Promise<void> {
  await withEngine(async (engine) => {
    const meant = await meantBy(engine, task, options)
    if (!options.yes) return sayWhatWouldGo(engine, meant, options)
    const { removalId } = await askRemoval(
      { db: engine.db, enqueue: engine.queue.enqueue },
      { ...meant, dedupeKey: `command:${randomUUID()}`, reason: 'operator', by: null },
    )
    await run(engine, removalId)
    const receipt = await findReceipt(engine.db, removalId)
    if (!receipt) throw new Error(`no receipt ${removalId}`)
    console.log(
      options.json ? JSON.stringify(receipt, null, 2) : `${receiptText(receipt)}\nReceipt ${receipt.id}`,
    )
  })
}

async function meantBy(engine: Engine, task: string | undefined, options: ForgetOptions): Promise<Meant> {
  const { user, document } = options
  const given = [task, user, document].filter((each) => each !== undefined)
  if (given.length !== 1)
    throw new AppError('usage', 'forget what?', {
      userMessage: 'Name one thing to forget: a task, --user U012AB3CD or --document SHA256.',
    })
  if (task !== undefined) return { scope: 'task', target: await findTask(engine.db, task), teamId: null }
  if (user !== undefined) return { scope: 'person', target: user, teamId: null }
  return { scope: 'document', target: document ?? '', teamId: null }
}

async function sayWhatWouldGo(engine: Engine, meant: Meant, { json }: ForgetOptions): Promise<void> {
  const tasks = await findTasks(engine.db, meant)
  const documents = await findDocuments(engine.db, meant)
  if (json) return console.log(JSON.stringify({ wouldRemove: { tasks, documents } }, null, 2))
  const [analyses, files] = [
    `${tasks.length} ${tasks.length === 1 ? 'analysis' : 'analyses'}`,
    `${documents.length} ${documents.length === 1 ? 'document' : 'documents'}`,
  ]
  console.log(
    `This would remove the content of ${analyses} and ${files}, except what is under a hold or used elsewhere. It cannot be undone. Do it with --yes.`,
  )
}

const Receipts = z.array(
  z.object({
    dedupe_key: z.string(),
    reason: z.enum(['file-deleted', 'message-deleted', 'asked', 'operator', 'retention']),
    scope: z.enum(['task', 'document', 'person', 'file', 'message', 'retention']),
    target: z.string(),
    team_id: z.string().nullable(),
    asked_by: z.string().nullable(),
    created_at: z.string(),
  }),
)

// What the retention rule removed, it removes again by itself.
async function replay(file: string): Promise<void> {
  const parsed = Receipts.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!parsed.success)
    throw new AppError('usage', 'no receipts', {
      userMessage: `${file} has no receipts in it. \`npx paralegal forget list --limit 100000 --json\` writes them.`,
    })
  const asked = parsed.data.filter(({ reason }) => reason !== 'retention')
  const inOrder = asked.toSorted((a, b) => a.created_at.localeCompare(b.created_at))
  await withEngine(async (engine) => {
    for (const { dedupe_key: dedupeKey, scope, target, team_id: teamId, reason, asked_by: by } of inOrder) {
      const removal = { dedupeKey, scope, target, teamId, reason, by }
      const { removalId } = await askRemoval({ db: engine.db, enqueue: engine.queue.enqueue }, removal)
      await run(engine, removalId)
    }
  })
  console.log(
    `${inOrder.length} removals are done again. Those that the database knew already changed nothing.`,
  )
}

// The workers have the job too; done twice it is done once.
async function run(engine: Engine, removalId: string): Promise<void> {
  const deps = {
    db: engine.db,
    enqueue: engine.queue.enqueue,
    answersFolder: engine.answersFolder,
    promptsFolder: engine.library.folder,
  }
  for (;;) {
    try {
      return await runRemoval(deps, { removalId }, new AbortController().signal)
    } catch (error) {
      if (!(error instanceof NotYet)) throw error
      await wait(Math.max(0, error.at.getTime() - Date.now()))
    }
  }
}

async function showReceipts({ limit, json }: { limit: string; json?: true }): Promise<void> {
  await using opened = await openDatabase()
  const receipts = await listReceipts(opened.db, Number(limit) > 0 ? Math.floor(Number(limit)) : 50)
  if (json) return console.log(JSON.stringify(receipts, null, 2))
  if (receipts.length === 0) return console.log('Nothing was removed yet.')
  for (const receipt of receipts)
    console.log(`${headOf(receipt)}\n  ${receiptText(receipt).replaceAll('\n', '\n  ')}`)
}

function headOf({ id, created_at: at, reason, scope, target, asked_by: by, state }: Receipt): string {
  const who = by === null ? '' : ` by ${by}`
  const isDone = state === 'done' ? '' : '  (not done yet)'
  return `${id.slice(0, 8)}  ${at.toISOString().slice(0, 16).replace('T', ' ')}  ${reason}${who}  ${scope} ${target}${isDone}`
}
