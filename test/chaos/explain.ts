import { sql } from 'kysely'
import { connect } from '../../src/db/connect.ts'
import type { ReceivedRequest } from '../support/fake-llm.ts'

/** What our own tables say of the questions that were paid for twice: for whoever has to find out why. */
export async function explainTwice(databaseUrl: string, twice: ReceivedRequest[][]): Promise<string[]> {
  const db = connect(databaseUrl)
  const stories: string[] = []
  for (const answers of twice) {
    const prompt = JSON.stringify(answers[0]?.body['messages'])
    const file = `agreement-${/Agreement number (\d+)/.exec(prompt)?.[1]}.txt`
    const part = /Task: (\w+)/.exec(prompt)?.[1]
    const { rows } = await sql<object>`
      select generation.attempt, generation.state, generation.error, generation.created_at, generation.ms, generation.finish_reason
      from generation join subtask on subtask.id = subtask_id join task on task.id = subtask.task_id
      where file_name = ${file} and (subtask.name = ${part} or (subtask.kind = 'combine' and ${part} = 'put'))
      order by attempt`.execute(db)
    const at = answers.map((answer) => new Date(answer.answeredAt ?? 0).toISOString()).join(', ')
    stories.push(
      `${file} ${part} was answered at ${at}:\n${rows.map((row) => JSON.stringify(row)).join('\n')}`,
    )
  }
  await db.destroy()
  return stories
}
