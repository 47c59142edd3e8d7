import { randomUUID } from 'node:crypto'
import type { Db } from '../../src/db/connect.ts'

/** A vote that people closed, as the program leaves it behind: of a strong model's answer (1) and a small one's (2). */
export async function settle(db: Db, teamId: string, winner: number): Promise<void> {
  const [taskId, ballotId] = [randomUUID(), randomUUID()]
  await db
    .insertInto('task')
    .values({
      id: taskId,
      dedupe_key: taskId,
      state: 'done',
      analysis: 'analyze-contract',
      variables: '{}',
      file_name: 'a.pdf',
      requested_by: 'U0BEN',
      team_id: teamId,
      channel_id: 'C0CONTRACTS',
      opens_thread: false,
      prompt_version: 4,
      prompt_hash: 'abcdef0123456789',
      model: 'anthropic/claude-opus-5-5',
      variations: 2,
    })
    .execute()
  await db
    .insertInto('variation')
    .values([
      { task_id: taskId, number: 1, variant: null, model: 'anthropic/claude-opus-5-5', effort: null },
      { task_id: taskId, number: 2, variant: 'brief', model: `anthropic/claude-haiku-5-5`, effort: 'low' },
    ])
    .execute()
  await db
    .insertInto('ballot')
    .values({
      id: ballotId,
      task_id: taskId,
      team_id: teamId,
      emoji: 'white_check_mark',
      closes_at: new Date(),
    })
    .execute()
  await db
    .insertInto('ballot_option')
    .values([
      { ballot_id: ballotId, label: 'A', variation: 2 },
      { ballot_id: ballotId, label: 'B', variation: 1 },
    ])
    .execute()
  await db
    .updateTable('ballot')
    .set({
      state: 'closed',
      stopped_at: new Date(),
      closed_at: new Date(),
      winner,
      decided_by: 'votes',
      tally: '{}',
    })
    .where('id', '=', ballotId)
    .execute()
}
