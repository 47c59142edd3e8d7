import type { TaskView } from '../tasks/task-view.ts'
import { taskJson } from '../tasks/task-json.ts'

export const exportFormats = ['docx', 'xlsx', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A task's result as a file to keep: a report for Word, a table of issues for Excel, or JSON for programs. */
export async function exportTask(view: TaskView, format: ExportFormat): Promise<Buffer> {
  // Loading what writes Word and Excel takes most of a second: with the first export, not with the start.
  switch (format) {
    case 'docx':
      return (await import('./word-report.ts')).wordReport(view)
    case 'xlsx':
      return (await import('./issues-table.ts')).issuesTable(view)
    case 'json':
      return Buffer.from(`${JSON.stringify(taskJson(view), null, 2)}\n`)
  }
}

/** "Contract analysis of lease.docx": the export's name, with its ending, as any system takes it. */
export function exportName(
  { analysis, fileName }: Pick<TaskView, 'analysis' | 'fileName'>,
  format: ExportFormat,
): string {
  const name = `${analysis.title} of ${fileName.replace(/\.[a-z0-9]{1,5}$/i, '')}`
    .replace(/[\p{C}\\/:*?"<>|]/gu, '')
    .trim()
  return `${name.slice(0, 120).trimEnd()}.${format}`
}
