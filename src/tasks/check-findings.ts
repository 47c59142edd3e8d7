import type { Citation } from '../documents/cite.ts'
import { citeQuotes } from '../documents/cite-quotes.ts'
import type { Document } from '../documents/document.ts'
import type { AnswerFinding } from '../llm/answer.ts'

export interface CheckedFinding extends AnswerFinding {
  /** Null where the finding quotes nothing. */
  citation: Citation | null
}

/** Looks every quote up in the document; the model's own word for where it stands is only a hint. */
export async function checkFindings(
  document: Document,
  findings: AnswerFinding[],
  signal: AbortSignal,
): Promise<CheckedFinding[]> {
  const quotes = findings.flatMap(({ quote, page }) => (quote === null ? [] : [{ quote, claimedPage: page }]))
  const citations = await citeQuotes(document, quotes, signal)
  return findings.map((finding) => ({
    ...finding,
    citation: finding.quote === null ? null : (citations.shift() ?? null),
  }))
}
