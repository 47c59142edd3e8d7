import type { JobPayload } from '../queue/jobs.ts'
import { findReceipt, receiptText } from '../removal/receipts.ts'
import { bold, plain, richText, section } from './blocks/rich-text.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { toAppError } from './slack-errors.ts'

/** Tells who asked for a removal what came of it, by direct message. */
export async function tellRemoval(
  deps: OutboxDeps,
  { removalId }: JobPayload<'tell-removal'>,
): Promise<void> {
  const receipt = await findReceipt(deps.db, removalId)
  if (!receipt?.asked_by) return
  const words = section(
    bold('What you asked me to forget. '),
    plain(`${receiptText(receipt)}\nReceipt ${receipt.id}`),
  )
  try {
    // A message to a person's id is a direct message.
    const place = { channelId: receipt.asked_by, threadTs: null }
    await deliver(deps, { ownerId: receipt.id, kind: 'receipt', ...place, blocks: [richText(words)] })
  } catch (error) {
    throw toAppError(error)
  }
}
