import { randomUUID } from 'node:crypto'
import type { Engine } from '../src/engine.ts'
import { modelName } from '../src/llm/model-name.ts'
import { startTask } from '../src/tasks/start-task.ts'
import { until } from '../test/support/until.ts'
import { analysisName } from './prompts.ts'

/** Asks for tasks, all at once, each by a person of its own; `sameDocument` saves the reading of all but one. */
export async function startTasks(
  engine: Engine,
  count: number,
  { sameDocument, clauses = 40 }: { sameDocument: boolean; clauses?: number },
): Promise<string[]> {
  const deps = {
    db: engine.db,
    enqueue: engine.queue.enqueue,
    library: engine.library,
    model: modelName(engine.models.chosen),
  }
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { taskId } = await startTask(deps, {
        dedupeKey: `bench:${randomUUID()}`,
        analysis: analysisName,
        variables: {},
        source: {
          kind: 'bytes',
          bytes: Buffer.from(contract(sameDocument ? 'all' : randomUUID(), clauses)),
          fileName: 'a.txt',
        },
        requestedBy: `person-${index}`,
        teamId: '',
        channelId: null,
        threadTs: null,
      })
      return taskId
    }),
  )
}

/** When the last of these tasks ended, by the clock of the process that ended it. Throws where one did not end well. */
export async function lastEndOf(engine: Engine, taskIds: string[]): Promise<number> {
  return until(
    async () => {
      const ended = await engine.db
        .selectFrom('task')
        .select(['state', 'finished_at'])
        .where('id', 'in', taskIds)
        .where('finished_at', 'is not', null)
        .execute()
      const bad = ended.find((task) => task.state !== 'done')
      if (bad) throw new Error(`a task ended ${bad.state}`)
      if (ended.length < taskIds.length) return false
      return Math.max(...ended.map((task) => task.finished_at?.getTime() ?? 0))
    },
    { timeoutMs: 120_000, what: 'the end of the tasks' },
  )
}

function contract(name: string, clauses: number): string {
  const clause = (_: unknown, index: number) =>
    `${index + 1}. Clause\nThe Supplier shall deliver lot ${index + 1} to the Customer within thirty days of each order.\n`
  return `SUPPLY AGREEMENT ${name}\n\n${Array.from({ length: clauses }, clause).join('\n')}`
}
