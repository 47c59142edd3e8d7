import type { AnyMiddlewareArgs, App } from '@slack/bolt'
import { z } from 'zod'
import type { AccessRules } from '../../config.ts'
import type { Db } from '../../db/connect.ts'
import type { Logger } from '../../log.ts'
import { refusalFor } from '../access.ts'

const Id = z.object({ id: z.string() }).nullish()
const Body = z.object({
  team_id: z.string().nullish(),
  team: Id,
  user_id: z.string().nullish(),
  user: Id,
  channel_id: z.string().nullish(),
  channel: Id,
  event: z
    .object({
      type: z.string(),
      user: z.string().nullish().catch(null),
      user_id: z.string().nullish(),
      channel: z.string().nullish().catch(null),
      channel_id: z.string().nullish(),
    })
    .nullish(),
})

/** Stands before all listeners: what a person may not do here, none of them hears of. */
export function letOnlyAllowedIn(app: App, deps: { db: Db; access: AccessRules; log: Logger }): void {
  app.use(async (args) => {
    const { client, context, next } = args
    const body = Body.parse(args.body)
    const userId = body.user_id ?? body.user?.id ?? body.event?.user_id ?? body.event?.user
    if (!userId || userId === context.botUserId) return next()
    // Most reactions are to other things than drafts: who may vote is looked up where it is a vote.
    if (body.event?.type.startsWith('reaction_')) return next()
    // Whoever deletes a file, what was made of it goes.
    if (body.event?.type === 'file_deleted') return next()
    const channelId =
      body.channel_id ?? body.channel?.id ?? body.event?.channel_id ?? body.event?.channel ?? null
    const teamId = body.team_id ?? body.team?.id ?? ''
    const refusal = await refusalFor({ ...deps, client }, { userId, teamId, channelId })
    if (refusal === null) return next()
    if (body.event) {
      if (body.event.type === 'app_mention' && channelId)
        await client.chat.postEphemeral({ channel: channelId, user: userId, text: refusal })
      return
    }
    await refuse(args, { userId, refusal })
  })
}

async function refuse(
  args: AnyMiddlewareArgs & { client: App['client'] },
  { userId, refusal }: { userId: string; refusal: string },
): Promise<void> {
  if ('ack' in args && args.ack) await args.ack()
  if ('respond' in args && args.respond)
    await args.respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
  else await args.client.chat.postMessage({ channel: userId, text: refusal })
}
