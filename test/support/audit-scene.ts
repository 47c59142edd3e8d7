import { sql } from 'kysely'
import { chainEvents } from '../../src/audit/chain-events.ts'
import { verify, type Verification } from '../../src/audit/verify.ts'
import type { KeptHead } from '../../src/audit/verify-chain.ts'
import { closeBallot, stopBallot } from '../../src/ballots/close-ballot.ts'
import { decideExample, proposeExample } from '../../src/ballots/examples.ts'
import { openBallot } from '../../src/ballots/open-ballot.ts'
import { recordVote } from '../../src/ballots/record-vote.ts'
import type { Db, Trx } from '../../src/db/connect.ts'
import { createLog } from '../../src/log.ts'
import { claimPost, settlePost } from '../../src/slack/post-rows.ts'
import { decideFinding } from '../../src/tasks/decide-finding.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import { openTestEngine, parts, type TestEngine } from './test-engine.ts'

export const auditKey = Buffer.alloc(32, 7)

export interface AuditScene {
  app: TestEngine
  /** Two tasks that are all on record: calls, findings, votes, a decision, an example, a message. */
  taskIds: [string, string]
  ballotId: string
  [Symbol.asyncDispose](): Promise<void>
}

/** Tasks with everything that is put on record, chained, with or without a key. */
export async function openAuditScene(auditKeys: Buffer[] = []): Promise<AuditScene> {
  await using opened = new AsyncDisposableStack()
  const app = opened.use(await openTestEngine(parts('law')))
  let texts = 0
  app.llm.reply(() => ({
    answer: {
      answer: `Text ${++texts}.`,
      findings: [
        {
          title: 'Law',
          severity: texts % 2 === 0 ? ('high' as const) : ('low' as const),
          explanation: 'Why.',
          recommendation: null,
          quote: 'It is governed by the laws of England.',
          page: null,
        },
      ],
      not_found: [],
    },
  }))
  await app.work()
  const first = await app.start({ variations: 2 })
  await app.ended(first)
  const ballotId = await settleVote(app, first)
  const second = await app.start()
  await app.ended(second)
  await chain(app.engine.db, auditKeys)
  const kept = opened.move()
  return { app, taskIds: [first, second], ballotId, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function settleVote(app: TestEngine, taskId: string): Promise<string> {
  const { db } = app.engine
  const deps = { db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  await openBallot(deps, await viewTask(deps, taskId))
  const view = await viewTask(deps, taskId)
  const ballotId = view.ballot?.id ?? ''
  const now = Math.floor(Date.now() / 1000)
  for (const [index, person] of ['UADA', 'UBEN'].entries())
    await recordVote(db, { ballotId, label: 'A', person, isOn: true, eventTs: `${now - 60 + index}.000100` })
  await stopBallot(deps, { ballotId, by: 'UADA', reason: 'It is the shortest.' })
  await closeBallot(deps, { ballotId }, new Map([['A', new Set(['UADA', 'UBEN'])]]))
  const finding = view.findings.find(({ contradiction }) => contradiction)
  await decideFinding(deps, {
    taskId,
    findingId: finding?.members[0]?.id ?? '',
    severity: 'high',
    by: 'UBEN',
  })
  const task = { id: taskId, channel_id: null }
  const findings = view.findings.map(({ id }) => id)
  await proposeExample(deps, {
    task,
    by: 'UADA',
    idealOutput: 'As it should be.',
    findings,
    needsApproval: true,
  })
  await decideExample(deps, { task, by: 'UBEN', agrees: false })
  const post = await claimPost(db, { ownerId: taskId, kind: 'result-1', channelId: 'C1', threadTs: null })
  await settlePost(db, post.id, { channelId: 'C1', ts: '1.000001', contentHash: 'a'.repeat(64) })
  return ballotId
}

export async function chain(db: Db, auditKeys: Buffer[] = []): Promise<void> {
  await chainEvents({ db, auditKeys, log: createLog({ logLevel: 'silent' }) })
}

export async function verifyAll(
  db: Db,
  {
    kept = null,
    auditKeys = [],
    taskId = null,
  }: { kept?: KeptHead | null; auditKeys?: Buffer[]; taskId?: string | null } = {},
): Promise<Verification> {
  return verify(db, { kept, auditKeys, taskId, now: new Date() })
}

/** Changes the database as somebody does who owns it, looks at it, and takes everything back. */
export async function tamper<T>(
  db: Db,
  change: (trx: Trx) => Promise<unknown>,
  look: (db: Db) => Promise<T>,
): Promise<T> {
  const trx = await db.startTransaction().setIsolationLevel('repeatable read').execute()
  try {
    // Neither triggers nor foreign keys are in the way.
    await sql`set local session_replication_role = replica`.execute(trx)
    await change(trx)
    return await look(trx)
  } finally {
    await trx.rollback().execute()
  }
}
