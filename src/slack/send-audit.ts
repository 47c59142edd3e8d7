import { accountOf, type Account } from '../audit/account.ts'
import { chainEvents } from '../audit/chain-events.ts'
import type { JobPayload } from '../queue/jobs.ts'
import { plain, richText, section } from './blocks/rich-text.ts'
import { deliverFile } from './deliver-file.ts'
import { noteFileSent } from './file-requests.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { toAppError } from './slack-errors.ts'

// Loading what writes Word takes most of a second: with the first record, not with the start.
async function report(account: Account): Promise<Buffer> {
  return (await import('../exports/audit-report.ts')).auditReport(account)
}

/** What is on record of a task, as a document for Word, to the person who asked for it. */
export async function sendAudit(
  deps: OutboxDeps & { auditKeys: Buffer[] },
  job: JobPayload<'send-file'>,
): Promise<void> {
  const { taskId, requestId: ownerId, channelId: personId } = job
  await chainEvents(deps)
  const account = await accountOf(deps.db, { taskId, auditKeys: deps.auditKeys, now: new Date() })
  const title = `Audit record of task ${taskId}`
  const says = account.verification.isWhole
    ? 'It was verified just now, and is whole.'
    : 'It was verified just now, and is NOT whole: the document says what is wrong.'
  const file = {
    name: `audit-${taskId.slice(0, 8)}.docx`,
    title,
    text: title,
    bytes: await report(account),
  }
  try {
    const blocks = [richText(section(plain(`${title}. ${says}`)))]
    // A message to a person's id is a direct message.
    const { channelId, ts } = await deliver(deps, {
      ownerId,
      kind: 'audit',
      channelId: personId,
      threadTs: null,
      blocks,
    })
    // It names the file: with the task's texts it goes.
    const place = { ownerId, aboutTaskId: taskId, channelId, threadTs: ts }
    await deliverFile(deps, { ...place, kind: 'file', file })
    await noteFileSent(deps.db, job, file)
  } catch (error) {
    throw toAppError(error)
  }
}
