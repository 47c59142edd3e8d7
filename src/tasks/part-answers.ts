import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { SubtaskTable } from '../db/schema.ts'
import type { Page } from '../documents/document.ts'
import type { PartAnswer } from '../llm/model.ts'
import { missingEverywhere } from './missing-everywhere.ts'
import { sectionOfSubtask } from './requested-document.ts'
import { sectionName } from './section-name.ts'

/**
 * The answers of a variation's parts, with the document's own words and page for every quote that code found. Of a
 * document that was read in sections a part's answers are one, and what stands in two of its sections is there once.
 */
export async function readPartAnswers(
  db: Db,
  of: { task_id: string; variation: number },
): Promise<PartAnswer[]> {
  const rows = await db
    .selectFrom('subtask')
    .select(['id', 'name', 'title', 'state', 'answer', 'not_found', 'section_start', 'section_end'])
    .where('task_id', '=', of.task_id)
    .where('variation', '=', of.variation)
    .where('kind', '=', 'part')
    .orderBy('position')
    .orderBy('section_start')
    .execute()
  const findings = await readFound(db, of.task_id)
  const pages = await readPages(db, of.task_id)
  const parts = [...Map.groupBy(rows, ({ name }) => name).values()]
  return parts.flatMap((sections) => {
    const done = sections.filter(({ state }) => state === 'done')
    const [first] = done
    if (!first) return []
    const found = done.flatMap(({ id }) => findings.filter(({ subtask_id }) => subtask_id === id))
    return [
      {
        title: first.title,
        answer: done.map((section) => labelled(section, pages)).join('\n'),
        not_found: missingEverywhere(sections),
        findings: found
          .filter((finding, index) => found.findIndex((other) => isSamePlace(finding, other)) === index)
          .map(({ title, severity, explanation, recommendation, quote, source_quote, page }) => ({
            title,
            severity,
            explanation,
            recommendation,
            quote: source_quote ?? quote,
            page,
          })),
      },
    ]
  })
}

type Row = Pick<Selectable<SubtaskTable>, 'answer' | 'section_start' | 'section_end'>

function labelled(row: Row, document: { paged: boolean; pages: Page[] }): string {
  const section = sectionOfSubtask(row)
  const name = section ? sectionName(document, section) : null
  return `${name === null ? '' : `(${name}) `}${row.answer ?? ''}`
}

// Two questions may point at one clause; the same question does so twice only from two sections.
function isSamePlace(a: Found, b: Found): boolean {
  if (a === b) return true
  const isSameQuestion = a.name === b.name && a.subtask_id !== b.subtask_id
  return (
    isSameQuestion && a.quote_start !== null && a.quote_start === b.quote_start && a.quote_end === b.quote_end
  )
}

type Found = Awaited<ReturnType<typeof readFound>>[number]

// What code could not find in the document is no ground to build on.
async function readFound(db: Db, taskId: string) {
  return db
    .selectFrom('finding')
    .innerJoin('subtask', 'subtask.id', 'finding.subtask_id')
    .selectAll('finding')
    .select('subtask.name')
    .where('finding.task_id', '=', taskId)
    .where((where) => where.or([where('mark', 'is', null), where('mark', '<>', 'unverified')]))
    .orderBy('finding.position')
    .execute()
}

async function readPages(db: Db, taskId: string): Promise<{ paged: boolean; pages: Page[] }> {
  const row = await db
    .selectFrom('task')
    .innerJoin('document', 'document.id', 'task.document_id')
    .select(['document.paged', 'document.pages'])
    .where('task.id', '=', taskId)
    .executeTakeFirst()
  return { paged: row?.paged ?? false, pages: row?.pages ?? [] }
}
