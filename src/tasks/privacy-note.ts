import type { Db, Trx } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { pagesWithoutText } from '../documents/pages-without-text.ts'
import { namesOf, type RedactGroup } from '../redact-groups.ts'
import type { Task } from './task-state.ts'

/** Whether a task is of a confidential channel, be it asked for there and answered elsewhere. */
export async function isConfidential(
  db: Db | Trx,
  task: Pick<Task, 'team_id' | 'channel_id' | 'origin_channel_id'>,
): Promise<boolean> {
  const channels = [task.channel_id, task.origin_channel_id].flatMap((id) => id ?? [])
  if (channels.length === 0) return false
  const row = await db
    .selectFrom('channel_setting')
    .select('channel_id')
    .where('team_id', '=', task.team_id)
    .where('channel_id', 'in', channels)
    .where('confidential', '=', true)
    .executeTakeFirst()
  return row !== undefined
}

/** The same of a task by its id. */
export async function isOfConfidentialChannel(db: Db | Trx, taskId: string): Promise<boolean> {
  const task = await db
    .selectFrom('task')
    .select(['team_id', 'channel_id', 'origin_channel_id'])
    .where('id', '=', taskId)
    .executeTakeFirstOrThrow()
  return isConfidential(db, task)
}

/** What people should know of what was kept from the model, and of a confidential channel; null where there is nothing. */
export function privacyNote(of: {
  isConfidential: boolean
  /** Null where nothing is kept from models. */
  groups: RedactGroup[] | null
  content: Document
}): string | null {
  const lines = [
    of.isConfidential
      ? 'This channel is confidential: its results stay here, only its members from this company can use me in it, and nothing of them is exported or kept as an example.'
      : '',
    of.groups === null ? '' : redacted(of.groups, of.content),
  ].filter((line) => line !== '')
  return lines.length === 0 ? null : lines.join(' ')
}

function redacted(groups: RedactGroup[], content: Document): string {
  const what = groups.length === 0 ? 'what the operator lists' : namesOf(groups)
  const hasPictures =
    content.kind === 'image' ||
    pagesWithoutText(content).length > 0 ||
    content.pages.some(({ ocr }) => ocr !== undefined)
  const pictures = hasPictures
    ? ' Pictures of pages went to no model either, only text that was read from them.'
    : ''
  return `The model was shown placeholders for ${what}, as far as they were recognised; the words here are the document’s own.${pictures}`
}
