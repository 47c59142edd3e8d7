import { createHash } from 'node:crypto'
import { documentText } from './document-text.ts'
import { withoutModelMarks } from './model-marks.ts'
import type { ModelRequest } from './model.ts'

/** A document between marks that carry its text's own hash, so that no document can hold its own end mark. */
export function markedDocument({ title, content }: ModelRequest['document']): string {
  const text = documentText(content)
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return `=== document ${mark}: ${JSON.stringify(withoutModelMarks(title))} ===\n${text}\n=== end of document ${mark} ===`
}
