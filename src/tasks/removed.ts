import type { RemovalReason } from '../db/removal-tables.ts'
import type { Db, Trx } from '../db/connect.ts'
import { AppError } from '../errors.ts'

/** What is gone of a task, since when and why. */
export interface Removed {
  what: 'all' | 'answers' | 'document' | 'prompts'
  at: Date
  reason: RemovalReason
}

interface Marks {
  answersAt: Date | null
  promptsAt: Date | null
  documentAt: Date | null
  removalId: string | null
}

/** What was removed of a task, by the marks in its rows; null where all is there. */
export async function findRemoved(db: Db, marks: Marks): Promise<Removed | null> {
  const { answersAt, promptsAt, documentAt, removalId } = marks
  const at = answersAt ?? documentAt ?? promptsAt
  if (at === null) return null
  const reason = removalId === null ? 'operator' : await reasonOf(db, removalId)
  if (answersAt !== null) return { what: documentAt === null ? 'answers' : 'all', at, reason }
  return { what: documentAt === null ? 'prompts' : 'document', at, reason }
}

async function reasonOf(db: Db, removalId: string): Promise<RemovalReason> {
  const removal = await db
    .selectFrom('removal')
    .select('reason')
    .where('id', '=', removalId)
    .executeTakeFirst()
  return removal?.reason ?? 'operator'
}

/** Whether what was found is gone. */
export function isResultRemoved(removed: Removed | null): removed is Removed {
  return removed?.what === 'all' || removed?.what === 'answers'
}

/** In plain words, for whoever looks at what is left. */
export function removedText({ what, at, reason }: Removed): string {
  const day = at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return `${subjects[what]} removed on ${day} ${reasons[reason]}.`
}

const subjects: Record<Removed['what'], string> = {
  all: 'The document of this analysis and what was found in it were',
  answers: 'What this analysis found was',
  document: 'The document of this analysis was',
  prompts: 'The prompts of this analysis were',
}

const reasons: Record<RemovalReason, string> = {
  retention: 'by the retention rule',
  'file-deleted': 'because its file was deleted in Slack',
  'message-deleted': 'because the message that it belonged to was deleted in Slack',
  asked: 'because a person asked for it',
  operator: 'by whoever runs Paralegal',
}

/**
 * Throws `document_removed` where a document is gone. Whoever removes it waits for the caller's transaction, or that finds
 * it removed.
 */
export async function refuseRemoved(trx: Trx, documentId: string): Promise<void> {
  const document = await trx
    .selectFrom('document')
    .select('removed_at')
    .where('id', '=', documentId)
    .forKeyShare()
    .executeTakeFirst()
  if (document?.removed_at) throw documentRemoved(documentId)
}

export function documentRemoved(documentId: string): AppError {
  return new AppError('document_removed', `document ${documentId} was removed`, {
    userMessage:
      'The document was removed: by the retention rule, or because somebody asked for it. Share the file again to ask about it.',
  })
}
