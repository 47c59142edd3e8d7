import { AppError } from '../errors.ts'
import type { SlackFile } from './files.ts'

/**
 * What a document says is shown only where it was shared, or where its owner asks: an id in a button or a form is no
 * right to it. Throws `file_download_failed`.
 */
export function refuseFromElsewhere(
  file: SlackFile,
  { channelId, userId }: { channelId: string | null; userId: string },
): void {
  const isShownThere = channelId !== null && file.shareIn(channelId, '0') !== null
  if (isShownThere || file.owner === userId) return
  throw new AppError('file_download_failed', `file ${file.id} is not shared in ${channelId ?? ''}`, {
    userMessage:
      'That file is not shared here, so I do not say here what it holds. Share it here first, or ask where it is.',
  })
}
