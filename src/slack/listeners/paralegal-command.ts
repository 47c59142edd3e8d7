import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { answerParalegalCommand } from '../own-tasks.ts'

/** `/paralegal`: what of mine runs, and stop it. Answered with the acknowledgement, for this person's eyes only. */
export function listenForParalegalCommand(
  app: App,
  deps: { db: Db; enqueue: Enqueue; library: Library },
): void {
  app.command('/paralegal', async ({ ack, command }) => {
    const { text, user_id: userId, team_id: teamId } = command
    await ack({
      response_type: 'ephemeral',
      text: await answerParalegalCommand(deps, { text, userId, teamId }),
    })
  })
}
