import type { Db } from '../src/db/connect.ts'
import { longPdf } from './long-pdf.ts'
import { SlackUser } from '../test/support/slack-user.ts'
import { until } from '../test/support/until.ts'

export const documents = 10
export const pagesEach = 300
/** Starts the analyses of ten long documents at once, through one form; all differ, so that each is read. */
export async function startReading(url: string, phase: number): Promise<void> {
  const ada = new SlackUser(url)
  const files = []
  for (let number = 1; number <= documents; number++)
    files.push(await ada.upload(longPdf(`${phase}.${number}`, pagesEach), `long-${phase}-${number}.pdf`))
  const form = await ada.command('/analyze-contract')
  await ada.submit(form, {
    document: { file: { type: 'file_input', files: files.map(({ id }) => ({ id })) } },
  })
}

/** How many documents wait to be read, and how many are being read now. */
export async function readingNow(db: Db): Promise<{ unread: number; reading: number }> {
  const tasks = await db
    .selectFrom('task')
    .select('state')
    .where('state', 'in', ['queued', 'reading'])
    .execute()
  return { unread: tasks.length, reading: tasks.filter(({ state }) => state === 'reading').length }
}

/** Nothing runs or waits any more. */
export async function untilIdle(db: Db): Promise<void> {
  const isIdle = async () => {
    const open = await db.selectFrom('task').select('id').where('finished_at', 'is', null).executeTakeFirst()
    return open === undefined
  }
  await until(isIdle, { timeoutMs: 600_000, what: 'the end of all tasks' })
}
