import type { Db } from '../db/connect.ts'
import type { OfferedAnalysis } from '../prompts/library.ts'

/**
 * What somebody wants done with a file who said so to us with it: the one analysis that fits, or the one that they name
 * by its title, its command or what it is about. Null where nobody did, or it is open which.
 */
export async function wishedAnalysis(
  db: Db,
  share: { offer_id: string; file_id: string },
  fitting: OfferedAnalysis[],
): Promise<OfferedAnalysis | null> {
  const wish = await db
    .selectFrom('file_offer')
    .innerJoin('heard_message', (join) =>
      join
        .onRef('heard_message.team_id', '=', 'file_offer.team_id')
        .onRef('heard_message.channel_id', '=', 'file_offer.channel_id')
        .onRef('heard_message.ts', '=', 'file_offer.message_ts'),
    )
    .select(['heard_message.text', 'heard_message.file_ids'])
    .where('file_offer.id', '=', share.offer_id)
    .executeTakeFirst()
  if (!wish?.file_ids.includes(share.file_id)) return null
  const said = wish.text.toLowerCase()
  const named = fitting.filter(
    ({ title, command }) => said.includes(title.toLowerCase()) || said.includes(command.slice(1)),
  )
  const candidates = [
    fitting,
    named,
    fitting.filter(({ title }) => subjectsOf(title).some((word) => said.includes(word))),
  ]
  return candidates.find(({ length }) => length === 1)?.[0] ?? null
}

// Of "Patent review" it is "patent": what is done with it, people call as they like.
function subjectsOf(title: string): string[] {
  const words = title.toLowerCase().match(/\p{L}{4,}/gu) ?? []
  return words.filter((word) => !/^(?:analys|review|check|summar|legal$)/.test(word))
}
