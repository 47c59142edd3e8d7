import type { Selectable } from 'kysely'
import type { SubtaskTable } from '../db/schema.ts'
import type { Page } from '../documents/document.ts'
import { sectionOfSubtask } from './requested-document.ts'
import { sectionName } from './section-name.ts'

/** Which of its question's sections a subtask reads. */
export interface SectionView {
  number: number
  of: number
  start: number
  end: number
}

type Row = Pick<
  Selectable<SubtaskTable>,
  'name' | 'title' | 'kind' | 'variation' | 'section_start' | 'section_end'
>

/** A subtask's title with its section's name, and the section; none where it reads all, or combines. */
export function sectionView(
  subtask: Row,
  { subtasks, document }: { subtasks: Row[]; document: { paged: boolean; pages: Page[] } },
): { title: string; section: SectionView | null } {
  const { title } = subtask
  const span = sectionOfSubtask(subtask)
  if (!span || subtask.kind === 'combine') return { title, section: null }
  const same = subtasks.filter(
    ({ name, variation }) => name === subtask.name && variation === subtask.variation,
  )
  const section = { number: same.indexOf(subtask) + 1, of: same.length, ...span }
  if (section.of === 1) return { title, section }
  const name = sectionName(document, span) ?? `section ${section.number} of ${section.of}`
  return { title: `${title}, ${name}`, section }
}

/** In how many sections a task's document is read; null where it is read at once. */
export function countSections(subtasks: Row[]): number | null {
  const parts = subtasks.filter(({ kind, section_end: end }) => kind === 'part' && end !== null)
  if (parts.length === 0) return null
  const questions = Map.groupBy(parts, ({ name, variation }) => `${variation} ${name}`)
  return Math.max(...[...questions.values()].map((sections) => sections.length))
}
