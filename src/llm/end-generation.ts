import { sql } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { hashesOf } from '../audit/read-hashes.ts'
import { recordColumns, recordsFrom } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import { patiently } from '../db/patiently.ts'
import { tell } from '../happenings.ts'
import { forgetAnswer, keepAnswer, readAnswers } from './answer-files.ts'
import type { Answer } from './answer.ts'
import { withoutBase64 } from './base64.ts'
import type { ModelReply } from './model.ts'
import { findCost } from './price.ts'
import { withoutSecrets } from './secrets.ts'

/** A vendor may answer with a whole page. */
const maxErrorCharacters = 20_000

/** What came of an attempt. */
export interface GenerationEnd {
  provider: string
  /** Null where the model gave none; one that was no use is kept all the same. */
  reply: ModelReply | null
  /** The answer as it was understood; null where it is no use, with the reason in the next two. */
  parsed: Answer | null
  errorCode: string | null
  error: string | null
  waitedMs: number
  ms: number
  at: Date
}

/**
 * Keeps what came of an attempt: it has been paid for. An answer lies in a file until its row is written, so that
 * neither a database that is away nor a kill in that moment loses it.
 */
export async function endGeneration(
  deps: { db: Db; answersFolder: string; keys: Buffer[] },
  id: string,
  end: GenerationEnd,
): Promise<void> {
  // Where the home is not writable, the database alone must keep it.
  const isInFile = end.reply !== null && keepAnswer(deps, id, end)
  await patiently(() => writeEnd(deps.db, id, end))
  if (isInFile) forgetAnswer(deps.answersFolder, id)
}

/** Writes the answers that still lie in files: of a process that was killed, or gave up waiting for the database. */
export async function restoreAnswers(deps: { db: Db; answersFolder: string; keys: Buffer[] }): Promise<void> {
  for (const { id, end } of await readAnswers(deps)) {
    await writeEnd(deps.db, id, end)
    forgetAnswer(deps.answersFolder, id)
  }
}

// Completes the attempt's row, with the cost of the call, and puts it on record, in one statement.
async function writeEnd(db: Db, id: string, end: GenerationEnd): Promise<void> {
  const { reply } = end
  const cost = reply
    ? await findCost(db, { provider: end.provider, model: reply.model, usage: reply.usage, at: end.at })
    : null
  const said = saidIn(end)
  // Made here: in a statement's parameters texts could come into a log of the server's, even where they are stored sealed.
  const hashes = hashesOf(await readSalt(db, id), {
    ...said,
    parsed: said.parsed && (JSON.parse(said.parsed) as unknown),
  })
  const written = await db
    .with('ended', (with_) =>
      with_
        .updateTable('generation')
        .set({
          state: end.parsed === null ? 'failed' : 'done',
          model_answered: reply?.model || null,
          ...said,
          input_tokens: reply?.usage.input ?? null,
          output_tokens: reply?.usage.output ?? null,
          cache_read_tokens: reply?.usage.cacheRead ?? null,
          cache_write_tokens: reply?.usage.cacheWrite ?? null,
          reasoning_tokens: reply?.usage.reasoning ?? null,
          cost_usd: cost?.usd ?? null,
          price_id: cost?.priceId ?? null,
          finish_reason: reply?.finishReason ?? null,
          provider_request_id: reply?.requestId ?? null,
          ms_to_first_token: reply?.msToFirstToken ?? null,
          waited_ms: end.waitedMs,
          ms: end.ms,
          error_code: end.errorCode,
        })
        .where('id', '=', id)
        .returningAll(),
    )
    .insertInto('audit_event')
    .columns(recordColumns)
    .expression(
      recordsFrom(
        sql.table('ended'),
        { kind: 'call-ended', actor: paralegal },
        sql`${JSON.stringify(hashes)}::jsonb`,
      ),
    )
    .returning(sql<string>`payload ->> 'model_requested'`.as('model_requested'))
    .executeTakeFirst()
  if (written) tellCall(written.model_requested, { end, usd: cost?.usd ?? null })
  await db
    .updateTable('generation')
    .set({ answer: null, parsed: null, error: null })
    .where('id', '=', id)
    // Removed while the model answered: what it cost is kept, what it said is not.
    .where('task_id', 'in', (select) =>
      select.selectFrom('task').select('task.id').where('prompts_removed_at', 'is not', null),
    )
    .execute()
}

function tellCall(model: string, { end, usd }: { end: GenerationEnd; usd: number | null }): void {
  const { provider, reply, errorCode: code, waitedMs, ms } = end
  const tokens = reply && {
    input: reply.usage.input,
    output: reply.usage.output,
    cache_read: reply.usage.cacheRead,
    cache_write: reply.usage.cacheWrite,
    reasoning: reply.usage.reasoning,
  }
  const msToFirstToken = reply?.msToFirstToken ?? null
  tell('call-ended', { provider, model, code, tokens, usd, waitedMs, ms, msToFirstToken })
}

// The texts, as they are kept.
function saidIn({ reply, parsed, error }: GenerationEnd) {
  return {
    answer: reply ? withoutBase64(reply.text).replaceAll('\0', '\uFFFD') : null,
    parsed: parsed === null ? null : withoutBase64(JSON.stringify(parsed)).replaceAll('\\u0000', '\uFFFD'),
    error: error === null ? null : withoutSecrets(withoutBase64(error)).slice(0, maxErrorCharacters),
  }
}

/** An error with what the vendor said: the attempt's row is the place for it. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `, because ${describe(error.cause)}`
  return `${error.name}: ${error.message}${cause}`
}

async function readSalt(db: Db, id: string): Promise<string | null> {
  const task = await db
    .selectFrom('generation')
    .innerJoin('task', 'task.id', 'generation.task_id')
    .select('task.audit_salt')
    .where('generation.id', '=', id)
    .executeTakeFirst()
  return task?.audit_salt ?? null
}
