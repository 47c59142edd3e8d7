import type { Db } from '../../db/connect.ts'
import { startTask, type StartTaskDeps, type TaskRequest, type TaskSource } from '../../tasks/start-task.ts'
import type { FormAnswers } from './read-form.ts'

interface Asking {
  userId: string
  teamId: string
  viewId: string
}

/** One task for every document of a form. The same form sent twice starts nothing twice. */
export async function startFromForm(deps: StartTaskDeps, answers: FormAnswers, by: Asking): Promise<void> {
  const { form, variables, variations, model, isPrivate } = answers
  const request = {
    analysis: form.analysis,
    variables,
    requestedBy: by.userId,
    teamId: by.teamId,
    isPrivate,
    ...(variations === null ? {} : { variations }),
    ...(model === null ? {} : { model }),
  }
  const dedupeKey = `view:${by.teamId}:${by.viewId}`
  if (form.again) {
    const again = await findAgain(deps.db, { taskId: form.again.taskId, teamId: by.teamId })
    await startTask(deps, { ...request, ...again, dedupeKey })
    return
  }
  for (const [index, file] of answers.files.entries()) {
    await startTask(deps, {
      ...request,
      dedupeKey: index === 0 ? dedupeKey : `${dedupeKey}:${index}`,
      source: { kind: 'slack-file', fileId: file.id, fileName: file.name },
      // A message to a person's id is a direct message.
      channelId: answers.channelId ?? by.userId,
      threadTs: form.threadTs,
    })
  }
}

/** The document of a task, and the place where its result went. */
async function findAgain(
  db: Db,
  { taskId, teamId }: { taskId: string; teamId: string },
): Promise<Pick<TaskRequest, 'source' | 'channelId' | 'threadTs' | 'isPrivate'>> {
  const task = await db
    .selectFrom('task')
    .selectAll()
    .where('id', '=', taskId)
    .where('team_id', '=', teamId)
    .executeTakeFirstOrThrow()
  const { file_name: fileName, document_id: documentId, source_file_id: fileId } = task
  const source: TaskSource = documentId
    ? { kind: 'document', documentId, fileName, fileUrl: task.source_file_url }
    : { kind: 'slack-file', fileId: fileId ?? '', fileName }
  // What was private stays so.
  if (task.origin_channel_id !== null)
    return { source, channelId: task.origin_channel_id, threadTs: task.origin_thread_ts, isPrivate: true }
  return { source, channelId: task.channel_id, threadTs: task.thread_ts }
}
