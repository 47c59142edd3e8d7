import type { Answer } from './answer.ts'

// Signs that nobody sees, that turn the order of letters, or end a line where none ends: Cc and Cf but tab, line feed, and the two
// that join or part letters in Persian, Indian scripts and emoji.
const unseen = /(?![\t\n]|\u200C|\u200D)[\p{Cc}\p{Cf}]|[\u2028\u2029]/gu
/** What only code sets, beside a quote that it has looked up. */
const ownMarks = /[✓✔✅☑⚠]\uFE0F?\s?/gu

/**
 * A model's words as they may be shown: a document can talk a model into anything, but not into marks that look like ours, nor
 * into signs that change what people read. Quotes are looked up as they are.
 */
export function cleanAnswer({ answer, findings, not_found }: Answer): Answer {
  return {
    answer: cleanWords(answer),
    findings: findings.map((finding) => ({
      ...finding,
      title: cleanWords(finding.title),
      explanation: cleanWords(finding.explanation),
      recommendation: finding.recommendation === null ? null : cleanWords(finding.recommendation),
    })),
    not_found: not_found.map(cleanWords),
  }
}

/** The same of one text. */
export function cleanWords(text: string): string {
  return text.replace(unseen, '').replace(ownMarks, '')
}
