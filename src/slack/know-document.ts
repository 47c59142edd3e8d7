import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import type { JobPayload } from '../queue/jobs.ts'
import { readStored } from '../tasks/read-document.ts'
import { storeDocument } from '../tasks/start-task.ts'
import { downloadFile, type DownloadOptions } from './download-file.ts'
import { readFile } from './files.ts'
import { documentOfFile, noteFile } from './known-file.ts'
import { callSlack } from './pace.ts'
import { refuseFromElsewhere } from './refuse-from-elsewhere.ts'
import { toAppError } from './slack-errors.ts'

interface Deps {
  db: Db
  download: DownloadOptions & { client: WebClient }
  maxMemoryMb: number
}

/** Reads a file whose form somebody opened, so that the form can say what is known of it. */
export async function knowDocument(
  deps: Deps,
  { teamId, fileId, channelId, userId }: JobPayload<'know-document'>,
  signal: AbortSignal,
): Promise<void> {
  if (await documentOfFile(deps.db, { teamId, fileId })) return
  const { client } = deps.download
  try {
    const file = await callSlack({ db: deps.db, client }, { method: 'files.info' }, () =>
      readFile(client, fileId),
    )
    refuseFromElsewhere(file, { channelId, userId })
    const bytes = await downloadFile(deps.download, file, signal)
    const documentId = await deps.db.transaction().execute(async (trx) => {
      const id = await storeDocument(trx, { bytes, fileName: file.name, teamId })
      await noteFile(trx, { teamId, fileId }, id)
      return id
    })
    await readStored(deps, { documentId, fileName: file.name }, signal)
  } catch (error) {
    throw toAppError(error)
  }
}
