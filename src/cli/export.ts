import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { operator } from '../audit/kinds.ts'
import { note } from '../audit/record.ts'
import { readConfig } from '../config.ts'
import { openEngine } from '../engine.ts'
import { AppError } from '../errors.ts'
import { exportName, exportTask, type ExportFormat } from '../exports/export-task.ts'
import { createLog } from '../log.ts'
import { isResultRemoved, removedText } from '../tasks/removed.ts'
import { viewTask } from '../tasks/task-view.ts'
import { redactedView } from '../tasks/redacted-view.ts'
import { findTask } from './find-task.ts'

/** Writes a task's result as a file and says where. */
export async function exportResult(
  task: string,
  options: { format: ExportFormat; out?: string; redacted?: true },
): Promise<void> {
  await using engine = await openEngine(readConfig(process.env), createLog({ logLevel: 'error' }))
  const taskId = await findTask(engine.db, task)
  const shown = await viewTask(engine, taskId)
  const { removed } = shown
  if (isResultRemoved(removed))
    throw new AppError('document_removed', `task ${taskId} was removed`, {
      userMessage: removedText(removed),
    })
  const view = options.redacted ? await redactedView(engine, shown) : shown
  const file = resolve(options.out ?? exportName(view, options.format))
  const bytes = await exportTask(view, options.format)
  await writeFile(file, bytes)
  const also = { format: options.format, sha256: createHash('sha256').update(bytes).digest('hex') }
  await engine.db
    .transaction()
    .execute((trx) => note(trx, { kind: 'result-exported', taskId: view.id, actor: operator, also }))
  console.log(`Written: ${file}`)
}
