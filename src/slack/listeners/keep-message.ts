import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { isFirstTime } from '../first-time.ts'

export interface Heard {
  eventId: string
  teamId: string
  botUserId: string | undefined
  message: {
    channel: string
    ts: string
    thread_ts?: string | undefined
    user: string
    text?: string | undefined
    files?: { id: string }[] | undefined
  }
}

/** Keeps what somebody said to us, and has it answered; once, however often Slack tells it. */
export async function keepMessage(deps: { db: Db; enqueue: Enqueue }, heard: Heard): Promise<void> {
  await patiently(() => keep(deps, heard))
}

async function keep(deps: { db: Db; enqueue: Enqueue }, heard: Heard): Promise<void> {
  const { message } = heard
  await deps.db.transaction().execute(async (trx) => {
    if (!(await isFirstTime(trx, heard.eventId))) return
    const kept = await trx
      .insertInto('heard_message')
      .values({
        id: randomUUID(),
        team_id: heard.teamId,
        channel_id: message.channel,
        ts: message.ts,
        thread_ts: message.thread_ts ?? null,
        user_id: message.user,
        text: typedText(message.text ?? '', heard.botUserId),
        file_ids: JSON.stringify((message.files ?? []).map(({ id }) => id)),
      })
      .onConflict((conflict) => conflict.constraint('heard_message_unique').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (kept) await deps.enqueue(trx, 'answer-message', { messageId: kept.id })
  })
}

// Slack escapes three characters; PostgreSQL keeps neither NUL nor half a surrogate pair.
function typedText(text: string, botUserId: string | undefined): string {
  return text
    .replaceAll(`<@${botUserId}>`, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('\0', '')
    .toWellFormed()
    .trim()
}
