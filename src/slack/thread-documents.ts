import type { Db } from '../db/connect.ts'
import type { TaskSource } from '../tasks/start-task.ts'
import { answerQuestion } from './blocks/answer.ts'
import type { HeardMessage } from './heard-message.ts'

/** A document that stands in a thread: one that was asked about there, or only shared. */
export interface ThreadDocument {
  /** Of the first task about it, or of its share. */
  id: string
  fileName: string
  source: TaskSource
}

export async function documentsOfThread(db: Db, of: HeardMessage): Promise<ThreadDocument[]> {
  if (of.thread_ts === null) return []
  const tasks = await db
    .selectFrom('task')
    .select(['id', 'file_name', 'document_id', 'source_file_id', 'source_file_url'])
    .where('team_id', '=', of.team_id)
    .where('channel_id', '=', of.channel_id)
    .where('thread_ts', '=', of.thread_ts)
    .where('analysis', '!=', answerQuestion)
    .orderBy('created_at')
    .execute()
  const shares = await db
    .selectFrom('file_share')
    .select(['id', 'file_name', 'file_id'])
    .where('team_id', '=', of.team_id)
    .where('channel_id', '=', of.channel_id)
    .where('thread_ts', '=', of.thread_ts)
    .where('kind', 'is not', null)
    .orderBy('created_at')
    .execute()
  const all = [
    ...tasks.map((task) => ({ ...task, file_id: task.source_file_id, url: task.source_file_url })),
    ...shares.map((share) => ({
      ...share,
      file_name: share.file_name ?? 'file',
      document_id: null,
      url: null,
    })),
  ]
  const documents = new Map<string, ThreadDocument>()
  for (const each of all) {
    const fileId = each.file_id ?? ''
    // One that is fetched at this moment may have been read for another task.
    const documentId =
      each.document_id ??
      tasks.find((task) => fileId !== '' && task.source_file_id === fileId && task.document_id)
        ?.document_id ??
      null
    const key = documentId ?? fileId
    if (key === '' || documents.has(key)) continue
    const fileName = each.file_name
    documents.set(key, {
      id: each.id,
      fileName,
      source: documentId
        ? { kind: 'document', documentId, fileName, fileUrl: each.url }
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
