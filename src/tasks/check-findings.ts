import { createCiter, type Citation } from '../documents/cite.ts'
import type { Document } from '../documents/document.ts'
import type { AnswerFinding } from '../llm/answer.ts'

export interface CheckedFinding extends AnswerFinding {
  /** Null where the finding quotes nothing. */
  citation: Citation | null
}

/** Looks every quote up in the document; the model's own word for where it stands is only a hint. */
export function checkFindings(document: Document, findings: AnswerFinding[]): CheckedFinding[] {
  if (findings.length === 0) return []
  const citer = createCiter(document)
  return findings.map((finding) => ({
    ...finding,
    citation: finding.quote === null ? null : citer.cite(finding.quote, finding.page),
  }))
}
