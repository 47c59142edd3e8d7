import type { KnownBlock } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import { AppError } from '../errors.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { StartTaskDeps } from '../tasks/start-task.ts'
import { askDocument, maxQuestion, questionKey } from './ask-document.ts'
import { answerQuestion } from './blocks/answer.ts'
import { chooseDocumentBlocks, chosenDocumentBlocks } from './blocks/choose-document.ts'
import { helpBlocks } from './blocks/help.ts'
import { plain, richText, section } from './blocks/rich-text.ts'
import { findMessage, type HeardMessage } from './heard-message.ts'
import { offerFilesOf } from './offer-files-of.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { startWhenFree } from './over-limit.ts'
import { toAppError } from './slack-errors.ts'
import { documentsOfThread, namedDocument } from './thread-documents.ts'

type Deps = StartTaskDeps & OutboxDeps & { client: WebClient }

/** What was said to us: files are looked at anew with that wish, a question in a document's thread is asked, else there is help. */
export async function answerMessage(deps: Deps, { messageId }: JobPayload<'answer-message'>): Promise<void> {
  try {
    const message = await findMessage(deps.db, messageId)
    if (!message) return
    if (message.file_ids.length > 0) return await wishFiles(deps, message)
    if (await answerInThread(deps, message)) return
    if (await offerFilesOf(deps, message)) return
    await say(deps, message, { kind: 'help', blocks: helpBlocks(deps.library) })
  } catch (error) {
    throw toAppError(error)
  }
}

// Slack may tell of the file before or after: whoever comes second sees the other.
async function wishFiles(deps: Deps, message: HeardMessage): Promise<void> {
  const shares = await deps.db
    .selectFrom('file_share')
    .select('id')
    .where('team_id', '=', message.team_id)
    .where('channel_id', '=', message.channel_id)
    .where('file_id', 'in', message.file_ids)
    .execute()
  const jobs = shares.map(({ id }) => ({ fileShareId: id }))
  if (jobs.length > 0) await deps.db.transaction().execute((trx) => deps.enqueue(trx, 'offer-analyses', jobs))
}

// False where no document stands there, or nothing is asked.
async function answerInThread(deps: Deps, message: HeardMessage): Promise<boolean> {
  const documents = await documentsOfThread(deps.db, message)
  if (documents.length === 0 || message.text === '' || !deps.library.find(answerQuestion)) return false
  const [only] = documents
  const asked = await findAsked(deps, message)
  const document = documents.length === 1 ? only : namedDocument(documents, message.text)
  if (document && !asked) {
    if (message.text.length > maxQuestion) await say(deps, message, { kind: 'cut', blocks: [cutBlock] })
    const place = { userId: message.user_id, channelId: message.channel_id, threadTs: message.thread_ts }
    await startWhenFree(deps.client, place, () => askDocument(deps, message, document)).catch(
      async (error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'document_removed') throw error
        const blocks = [richText(section(plain(error.userMessage)))]
        await say(deps, message, { kind: 'removed', blocks })
      },
    )
  } else if (!document) {
    const blocks = asked
      ? chosenDocumentBlocks(asked.file_name)
      : chooseDocumentBlocks({ messageId: message.id, documents })
    await say(deps, message, { kind: 'choice', blocks })
  }
  return true
}

const cutBlock = richText(
  section(plain('Your question has more than 3,000 characters; I asked what stands before that.')),
)

async function findAsked({ db }: Deps, { id }: HeardMessage) {
  return db
    .selectFrom('task')
    .select('file_name')
    .where('dedupe_key', '=', questionKey(id))
    .executeTakeFirst()
}

async function say(
  deps: Deps,
  message: HeardMessage,
  { kind, blocks }: { kind: string; blocks: KnownBlock[] },
): Promise<void> {
  const place = { channelId: message.channel_id, threadTs: message.thread_ts ?? message.ts }
  await deliver(deps, { ownerId: message.id, kind, ...place, blocks })
}
