import type { TaskView } from '../../tasks/task-view.ts'
import { maxTableRows } from './findings-table.ts'
import { pickFindings } from './pick-findings.ts'

/** Whether the thread cannot show it all: some grave finding is only a row, or not every finding is one. */
export function needsReport(view: Pick<TaskView, 'findings'>): boolean {
  const { rest } = pickFindings(view.findings)
  return (
    rest.length > maxTableRows || rest.some(({ severity }) => severity === 'high' || severity === 'medium')
  )
}
