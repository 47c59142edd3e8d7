import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { accountJson } from '../audit/account-json.ts'
import { accountOf, type Account } from '../audit/account.ts'
import { chainEvents, readHead } from '../audit/chain-events.ts'
import { describeEvent, nameActor } from '../audit/describe-event.ts'
import { verificationLines } from '../audit/verification-lines.ts'
import type { KeptHead } from '../audit/verify-chain.ts'
import { verify } from '../audit/verify.ts'
import { readConfig } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { createLog } from '../log.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'
import { printable } from './print-task.ts'

/** The commands about the audit record: of one task, whether all stands up, where the chain ends. */
export function defineAuditCommands(program: Command): void {
  const audit = program
    .command('audit')
    .description(
      'what is on record of a task: who asked, which document, prompts and models, every call, vote and message',
    )
    .argument('<task>', 'its id, or the beginning of it')
    .option('--json', 'print as JSON, with all that the hashes are made of')
    .option('--out <file.docx>', 'into a document for Word')
    .action(showAccount)

  audit
    .command('verify')
    .description(
      'verify the record and what it speaks of; the exit code is 1 where something was tampered with',
    )
    .argument('[task]', 'only what one task’s events speak of; the chain is verified as a whole')
    .option('--head <hash>', 'an end of the chain that was kept elsewhere, as `audit head` printed it')
    .option('--json', 'print as JSON')
    .action(async (task: string | undefined, _: object, command: Command) => {
      process.exitCode = await verifyRecord(task ?? null, command.optsWithGlobals())
    })

  audit
    .command('head')
    .description(
      'where the chain ends now: keep it elsewhere, it shows later that nothing before it was taken away',
    )
    .action(showHead)
}

async function showAccount(task: string, options: { json?: true; out?: string }): Promise<void> {
  await using opened = await openAudit()
  const { db, auditKeys } = opened
  await chainEvents(opened)
  const account = await accountOf(db, { taskId: await findRecorded(db, task), auditKeys, now: new Date() })
  if (options.out !== undefined) {
    const file = resolve(options.out)
    const { auditReport } = await import('../exports/audit-report.ts')
    await writeFile(file, await auditReport(account))
    console.log(`Written: ${file}`)
  } else if (options.json) console.log(JSON.stringify(accountJson(account), null, 2))
  else console.log(accountLines(account).map(printable).join('\n'))
}

async function verifyRecord(task: string | null, options: { head?: string; json?: true }): Promise<number> {
  await using opened = await openAudit()
  const { db, auditKeys } = opened
  const taskId = task === null ? null : await findRecorded(db, task)
  const kept = options.head === undefined ? null : readKept(options.head)
  const found = await verify(db, { auditKeys, kept, taskId, now: new Date() })
  if (options.json) console.log(JSON.stringify(found, null, 2))
  else console.log(verificationLines(found).join('\n'))
  return found.isWhole ? 0 : 1
}

async function showHead(): Promise<void> {
  await using opened = await openAudit()
  await chainEvents(opened)
  const head = await readHead(opened.db)
  console.log(head ? `${head.seq}:${head.hash}` : 'Nothing is on record yet.')
}

function accountLines({ events, verification }: Account): string[] {
  const lines = events.map((event) =>
    [event.at.toISOString(), nameActor(event.actor).padEnd(12), describeEvent(event)].join('  '),
  )
  return [...lines, '', ...verificationLines(verification)]
}

function readKept(text: string): KeptHead {
  const [, seq, hash] = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (hash) return { seq: seq === undefined ? null : Number(seq), hash }
  throw new AppError('usage', `head ${text}`, {
    userMessage:
      '--head takes what `npx paralegal audit head` printed: a number, a colon and 64 hexadecimal digits.',
  })
}

// One that is no longer there is known by its whole id.
async function findRecorded(db: Db, beginning: string): Promise<string> {
  return /^[0-9a-f-]{36}$/.test(beginning) ? beginning : findTask(db, beginning)
}

async function openAudit() {
  const { auditKeys } = readConfig(process.env)
  return { ...(await openDatabase()), auditKeys, log: createLog({ logLevel: 'error' }) }
}
