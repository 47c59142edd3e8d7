import type { Db } from '../db/connect.ts'
import type { PartAnswer } from '../llm/model.ts'

/** The answers of a variation's parts, with the document's own words and page for every quote that code found. */
export async function readPartAnswers(
  db: Db,
  of: { task_id: string; variation: number },
): Promise<PartAnswer[]> {
  const parts = await db
    .selectFrom('subtask')
    .select(['id', 'title', 'answer', 'not_found'])
    .where('task_id', '=', of.task_id)
    .where('variation', '=', of.variation)
    .where('kind', '=', 'part')
    .where('state', '=', 'done')
    .orderBy('position')
    .execute()
  const findings = await db
    .selectFrom('finding')
    .select([
      'subtask_id',
      'title',
      'severity',
      'explanation',
      'recommendation',
      'quote',
      'source_quote',
      'page',
      'mark',
    ])
    .where('task_id', '=', of.task_id)
    .orderBy('position')
    .execute()
  return parts.map((part) => ({
    title: part.title,
    answer: part.answer ?? '',
    not_found: part.not_found ?? [],
    findings: findings
      // What code could not find in the document is no ground to build on.
      .filter((finding) => finding.subtask_id === part.id && finding.mark !== 'unverified')
      .map(({ title, severity, explanation, recommendation, quote, source_quote, page }) => ({
        title,
        severity,
        explanation,
        recommendation,
        quote: source_quote ?? quote,
        page,
      })),
  }))
}
