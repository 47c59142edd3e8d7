import { setTimeout as wait } from 'node:timers/promises'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import type { StoredFacts } from '../../documents/facts.ts'
import { factsOf } from '../../tasks/document-facts.ts'
import { documentOfFile } from '../known-file.ts'
import { noticeView } from '../notice-view.ts'
import type { Form } from './form.ts'
import { formView, type FormContent } from './form-view.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  client: WebClient
}

interface Asking {
  triggerId: string
  teamId: string
  userId: string
}

/** So long a person looks at "Reading …" at most; then the form comes as it is. */
const patienceMs = 4000
const lookMs = 150

/** Opens a form; one about a file that nobody has read yet says so until it is read, and then what was found in it. */
export async function openForm(
  deps: Deps,
  { form, content, asking }: { form: Form; content: FormContent; asking: Asking },
): Promise<void> {
  const { client } = deps
  const isAboutFacts = content.analysis.variables.some(({ from }) => from !== null)
  const known = await knownFacts(deps.db, form, asking.teamId)
  const [file] = form.files
  const isUnread = known === null && form.files.length === 1 && isAboutFacts
  const view = isUnread
    ? noticeView(content.analysis.title, `Reading ${file?.name ?? 'the file'}…`)
    : formView(form, { ...content, facts: known ?? {} })
  const opened = await client.views.open({ trigger_id: asking.triggerId, view })
  if (!isUnread || !file) return
  await askToRead(deps, form, asking)
  const facts = await patientlyKnown(deps.db, form, asking.teamId)
  await client.views.update({
    view_id: opened.view?.id ?? '',
    view: formView(form, { ...content, facts: facts ?? {} }),
  })
}

/** What is known of the one document that a form is about; null where that was not read, or there are several. */
export async function knownFacts(db: Db, form: Form, teamId: string): Promise<StoredFacts | null> {
  const [file] = form.files
  if (form.again) {
    const { taskId } = form.again
    const task = await db.selectFrom('task').select('document_id').where('id', '=', taskId).executeTakeFirst()
    return task?.document_id ? factsOf(db, task.document_id) : null
  }
  if (!file || form.files.length > 1) return null
  const documentId = await documentOfFile(db, { teamId, fileId: file.id })
  return documentId ? factsOf(db, documentId) : null
}

async function askToRead({ db, enqueue }: Deps, { files, channelId }: Form, asking: Asking): Promise<void> {
  const { teamId, userId } = asking
  const jobs = files.map(({ id }) => ({ teamId, userId, fileId: id, channelId }))
  await db.transaction().execute((trx) => enqueue(trx, 'know-document', jobs))
}

// A worker reads it, perhaps in another process.
async function patientlyKnown(db: Db, form: Form, teamId: string): Promise<StoredFacts | null> {
  const until = Date.now() + patienceMs
  for (;;) {
    const facts = await knownFacts(db, form, teamId)
    if (facts !== null || Date.now() > until) return facts
    await wait(lookMs)
  }
}
