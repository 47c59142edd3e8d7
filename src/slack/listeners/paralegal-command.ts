import { randomUUID } from 'node:crypto'
import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { askForAudit } from '../ask-for-audit.ts'
import { answerParalegalCommand } from '../own-tasks.ts'
import { openForget } from './forget.ts'
import { answerHold } from './hold.ts'
import { openSettings } from './settings.ts'
import { answerRules } from '../rules/answer-rules.ts'

/** `/paralegal`: what of mine runs, and stop it. Answered with the acknowledgement, for this person's eyes only. */
export function listenForParalegalCommand(
  app: App,
  deps: { db: Db; enqueue: Enqueue; library: Library; admins: string[] },
): void {
  app.command('/paralegal', async ({ ack, command, client, respond }) => {
    const { text, user_id: userId, team_id: teamId, channel_id: channelId } = command
    if (text.trim().toLowerCase() === 'rules') {
      await ack()
      const answer = await answerRules({ ...deps, client }, { userId, teamId, channelId })
      await respond({ response_type: 'ephemeral', ...answer })
      return
    }
    if (text.trim().toLowerCase() === 'settings') {
      await ack()
      const asked = { teamId, userId, channelId, triggerId: command.trigger_id }
      const refusal = await openSettings({ ...deps, client }, asked)
      if (refusal !== null) await respond({ response_type: 'ephemeral', text: refusal })
      return
    }
    const [verb = '', beginning = ''] = text.trim().toLowerCase().split(/\s+/)
    if (verb === 'audit') {
      await ack()
      const answer = await askForAudit({ ...deps, client }, { beginning, userId, teamId })
      await respond({ response_type: 'ephemeral', text: answer })
      return
    }
    if (text.trim().toLowerCase() === 'forget') {
      await ack()
      await openForget({ ...deps, client }, { teamId, userId, triggerId: command.trigger_id })
      return
    }
    const [, rest] = /^hold\b(.*)/i.exec(text.trim()) ?? []
    if (rest !== undefined) {
      await ack()
      const asked = { teamId, userId, triggerId: command.trigger_id, rest }
      const answer = await answerHold({ ...deps, client }, asked)
      if (answer !== null) await respond({ response_type: 'ephemeral', text: answer })
      return
    }
    if (text.trim().toLowerCase() === 'stats') {
      await askForChart(deps, { teamId, userId })
      return ack({ response_type: 'ephemeral', text: 'What wins your votes comes in a direct message.' })
    }
    await ack({
      response_type: 'ephemeral',
      text: await answerParalegalCommand({ ...deps, client }, { text, userId, teamId }),
    })
  })
}

/** Has what wins sent to a person. */
export async function askForChart(
  { db, enqueue }: { db: Db; enqueue: Enqueue },
  { teamId, userId }: { teamId: string; userId: string },
): Promise<void> {
  await db
    .transaction()
    .execute((trx) => enqueue(trx, 'send-chart', { teamId, userId, requestId: randomUUID() }))
}
