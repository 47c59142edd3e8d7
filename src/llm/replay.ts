import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { operator } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { PromptLogView, PromptPart } from '../db/llm-tables.ts'
import { AppError } from '../errors.ts'
import { askModel, type AskDeps } from './ask-model.ts'
import { markedPages } from './document-text.ts'
import { describe, endGeneration } from './end-generation.ts'
import type { Model, ModelRequest } from './model.ts'
import { errorCodeOf } from './next-attempt.ts'
import { readAnswer } from './read-answer.ts'

const maxOutputTokens = 8000
const timeoutMs = 300_000

/**
 * Sends a logged prompt again, word for word, to its model or another one: a new call in the log, of which the task
 * knows nothing. Gives its id, whatever came of it. Throws `usage` for a prompt that is not all text.
 */
export async function replay(
  deps: AskDeps & { db: Db; answersFolder: string; keys: Buffer[] },
  { call, model, isRedacting }: { call: PromptLogView; model: Model; isRedacting: boolean },
  signal: AbortSignal,
): Promise<string> {
  const request = requestOf(await readTexts(deps.db, call.parts), call)
  // Without placeholders it would tell what is now kept from models.
  if (isRedacting && !(await isRedacted(deps.db, call.id)))
    throw cannot('It was written before names and numbers were kept from models, which they are now.')
  if (model.provider === 'offline') throw cannot('The offline model is asked by questions, not by a prompt.')
  const id = await begin(deps.db, call, { model, request })
  const question = {
    callId: id,
    model,
    request,
    template: call.template,
    prefixTokens: null,
    priority: 0,
    timeoutMs,
  }
  const { reply, error, waitedMs, ms } = await askModel(deps, question, signal)
  const outcome = readable(() => (reply ? readAnswer(reply) : raise(error)))
  await endGeneration(deps, id, {
    provider: model.provider,
    reply,
    parsed: outcome.answer,
    errorCode: outcome.answer ? null : errorCodeOf(outcome.error),
    error: outcome.answer ? null : describe(outcome.error),
    waitedMs,
    ms,
    at: new Date(),
  })
  return id
}

async function isRedacted(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('generation').select('redacted').where('id', '=', id).executeTakeFirst()
  return row?.redacted ?? false
}

type Texts = Map<PromptPart['role'], string>

async function readTexts(db: Db, parts: PromptPart[]): Promise<Texts> {
  const hashes = parts.map(({ hash }) => hash)
  const rows = await db.selectFrom('prompt_part').selectAll().where('hash', 'in', hashes).execute()
  return new Map(
    parts.map(({ role, hash }) => {
      const row = rows.find((each) => each.hash === hash)
      if (!row) throw cannot('Its text was removed: by the retention rule, or because somebody asked for it.')
      return [role, row.text]
    }),
  )
}

function requestOf(texts: Texts, call: PromptLogView): ModelRequest {
  const [, title = '', text = ''] = /^(.*?)\n\n([^]*)$/.exec(texts.get('document') ?? '') ?? []
  if (/(?:^|\n)<[a-z]+\/[a-z]+, \d+ bytes, sha256 [0-9a-f]{64}>$/.test(text))
    throw cannot('The document went as a file or with pictures, of which the log has only the hash.')
  const pages = markedPages(text)
  const [answer, problem] = [texts.get('answer'), texts.get('repair')]
  const asked = Number(call.parameters['max_tokens'] ?? call.parameters['max_output_tokens'])
  return {
    system: texts.get('system') ?? '',
    document: {
      title,
      content: { kind: 'text', text, pages, paged: pages.length > 0, headings: [], warnings: [] },
      file: null,
      pictures: [],
    },
    prompt: texts.get('prompt') ?? '',
    questions: [],
    answers: null,
    repair: answer === undefined || problem === undefined ? null : { answer, problem },
    sharesPrefix: false,
    effort: null,
    maxOutputTokens: asked > 0 ? asked : maxOutputTokens,
  }
}

async function begin(
  db: Db,
  call: PromptLogView,
  { model, request }: { model: Model; request: ModelRequest },
): Promise<string> {
  const id = randomUUID()
  await db.transaction().execute(async (trx) => {
    await sql`
    insert into generation (id, task_id, subtask_id, requested_by, attempt, purpose, state, provider, model_requested,
      parameters, template, prompt_version, prompt_hash, git_commit, parts, redacted)
    select ${id}, task_id, subtask_id, requested_by,
      (select max(attempt) + 1 from generation where subtask_id = ${call.subtask_id}),
      'replay', 'running', ${model.provider}, ${model.name}, ${JSON.stringify(model.parameters(request))}::jsonb,
      template, prompt_version, prompt_hash, git_commit, parts, redacted
    from generation where id = ${call.id}
  `.execute(trx)
    await record(trx, { kind: 'call-asked', actor: operator, ids: [id] })
  })
  return id
}

function readable<T>(read: () => T): { answer: T } | { answer: null; error: unknown } {
  try {
    return { answer: read() }
  } catch (error) {
    return { answer: null, error }
  }
}

function raise(error: unknown): never {
  throw error
}

function cannot(why: string): AppError {
  return new AppError('usage', 'a prompt that cannot be sent again', {
    userMessage: `This prompt cannot be sent again. ${why}`,
  })
}
