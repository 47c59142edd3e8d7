import { mapTexts, textsIn } from '../redact/map-texts.ts'
import { openRedaction } from '../redact/open-redaction.ts'
import { redactGroups } from '../redact-groups.ts'
import type { RedactDeps } from './redaction-of.ts'
import { findDocument } from './task-document.ts'
import type { TaskView } from './task-view.ts'

/** A result to be shown outside: with placeholders, also where the model was told everything. */
export async function redactedView({ db, redact }: RedactDeps, view: TaskView): Promise<TaskView> {
  const task = await db.selectFrom('task').select('document_id').where('id', '=', view.id).executeTakeFirst()
  const documentId = task?.document_id ?? null
  const content = documentId === null ? undefined : await findDocument(db, documentId)
  const groups = redact.groups.length > 0 ? redact.groups : [...redactGroups]
  const redaction = await openRedaction(db, {
    documentId,
    content: content ?? { kind: 'text', text: '', pages: [], paged: false, headings: [], warnings: [] },
    texts: [view.fileName],
    rules: { groups, own: redact.own },
  })
  const hidden = await redaction.redactTexts(textsIn(view))
  // The address of the file leads to all of it.
  return { ...mapTexts(view, () => hidden.shift() ?? ''), fileUrl: null }
}
