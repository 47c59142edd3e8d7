import type { Db } from '../db/connect.ts'
import { startTask, type StartTaskDeps } from '../tasks/start-task.ts'
import { answerQuestion } from './blocks/answer.ts'
import { shorten } from './blocks/rich-text.ts'
import type { HeardMessage } from './heard-message.ts'
import type { ThreadDocument } from './thread-documents.ts'

/** Longer questions are cut, which is said. */
export const maxQuestion = 3000

const rememberedQuestions = 3

export function questionKey(messageId: string): string {
  return `message:${messageId}`
}

/** A question becomes a task like any other, in the thread where it was asked. */
export async function askDocument(
  deps: StartTaskDeps,
  message: HeardMessage,
  document: Pick<ThreadDocument, 'source'>,
): Promise<void> {
  await startTask(deps, {
    dedupeKey: questionKey(message.id),
    analysis: answerQuestion,
    variables: {
      question: shorten(message.text, maxQuestion),
      earlier: await findEarlier(deps.db, message, document),
    },
    source: document.source,
    requestedBy: message.user_id,
    teamId: message.team_id,
    channelId: message.channel_id,
    threadTs: message.thread_ts,
  })
}

// The last questions about the same document in this thread, with what was answered.
async function findEarlier(
  db: Db,
  { team_id, channel_id, thread_ts }: HeardMessage,
  { source }: Pick<ThreadDocument, 'source'>,
): Promise<string> {
  if (source.kind !== 'document') return ''
  const rows = await db
    .selectFrom('task')
    .innerJoin('subtask', 'subtask.task_id', 'task.id')
    .select(['task.id', 'task.variables', 'subtask.answer'])
    .where('task.team_id', '=', team_id)
    .where('task.channel_id', '=', channel_id)
    .where('task.thread_ts', '=', thread_ts)
    .where('task.analysis', '=', answerQuestion)
    .where('task.document_id', '=', source.documentId)
    .where('subtask.state', '=', 'done')
    .where('task.answers_removed_at', 'is', null)
    // Of a long document, what the sections say that have something on it.
    .where((where) =>
      where.or([
        where('subtask.section_end', 'is', null),
        where.exists(
          where.selectFrom('finding').select('id').whereRef('finding.subtask_id', '=', 'subtask.id'),
        ),
      ]),
    )
    .orderBy('task.created_at')
    .orderBy('subtask.section_start')
    .execute()
  return [...Map.groupBy(rows, ({ id }) => id).values()].slice(-rememberedQuestions).map(said).join('\n\n')
}

function said(sections: { variables: Record<string, string>; answer: string | null }[]): string {
  const question = sections[0]?.variables['question'] ?? ''
  const answer = sections.flatMap((section) => section.answer ?? []).join('\n')
  return `Question: ${shorten(question, 1000)}\nAnswer: ${shorten(answer, 2000)}`
}
