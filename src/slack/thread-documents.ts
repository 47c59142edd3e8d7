import type { Db } from '../db/connect.ts'
import type { TaskSource } from '../tasks/start-task.ts'
import { answerQuestion } from './blocks/answer.ts'
import type { HeardMessage } from './heard-message.ts'

/** A document that stands in a thread, with one of the tasks about it. */
export interface ThreadDocument {
  taskId: string
  fileName: string
  source: TaskSource
}

export async function documentsOfThread(db: Db, of: HeardMessage): Promise<ThreadDocument[]> {
  if (of.thread_ts === null) return []
  const tasks = await db
    .selectFrom('task')
    .select(['id', 'file_name', 'document_id', 'source_file_id'])
    .where('team_id', '=', of.team_id)
    .where('channel_id', '=', of.channel_id)
    .where('thread_ts', '=', of.thread_ts)
    .where('analysis', '!=', answerQuestion)
    .orderBy('created_at')
    .execute()
  const documents = new Map<string, ThreadDocument>()
  for (const task of tasks) {
    const fileId = task.source_file_id ?? ''
    // One that is fetched at this moment may have been read for another task.
    const documentId =
      task.document_id ??
      tasks.find((each) => each.source_file_id === fileId && each.document_id)?.document_id ??
      null
    const key = documentId ?? fileId
    if (key === '' || documents.has(key)) continue
    const fileName = task.file_name
    documents.set(key, {
      taskId: task.id,
      fileName,
      source: documentId
        ? { kind: 'document', documentId, fileName }
        : { kind: 'slack-file', fileId, fileName },
    })
  }
  return [...documents.values()]
}

/** The one that a text names by its file's name, with or without the ending; undefined where it names none or several. */
export function namedDocument(documents: ThreadDocument[], text: string): ThreadDocument | undefined {
  const said = text.toLowerCase()
  const named = documents.filter(({ fileName }) => {
    const bare = fileName.toLowerCase().replace(/\.[a-z0-9]{1,5}$/, '')
    return bare !== '' && said.includes(bare)
  })
  return named.length === 1 ? named[0] : undefined
}
