import { patiently } from '../db/patiently.ts'
import type { Db } from '../db/connect.ts'
import { resumeTask, type RetryDeps } from '../tasks/retry-task.ts'
import { startTask } from '../tasks/start-task.ts'
import type { EvalPlan } from './eval-plan.ts'

export interface EvalTask {
  taskId: string
  caseId: string
  model: string
  promptHash: string
  repeat: number
}

type Deps = RetryDeps & { db: Db }

/** Starts an evaluation's tasks, or finds them: what was answered is not asked again. A task of it that was cancelled goes on. */
export async function startEval(deps: Deps, plan: EvalPlan, requestedBy: string): Promise<EvalTask[]> {
  await keepRun(deps.db, plan)
  const tasks: EvalTask[] = []
  for (const each of plan.cases)
    for (const model of plan.models)
      for (const { hash: promptHash } of plan.versions)
        for (let repeat = 1; repeat <= plan.repeat; repeat++) {
          const { bytes, fileName, id: caseId, variables } = each
          const { taskId, isNew } = await patiently(() =>
            startTask(
              { ...deps, model },
              {
                dedupeKey: `eval:${plan.id}:${caseId}:${model}:${promptHash}:${repeat}`,
                analysis: plan.analysis,
                promptHash,
                variables,
                source: { kind: 'bytes', bytes, fileName },
                requestedBy,
                teamId: '',
                channelId: null,
                threadTs: null,
                lane: 'eval',
                batch: `eval:${plan.id}`,
                variations: 1,
                model,
              },
            ),
          )
          if (!isNew) await resumeTask(deps, taskId)
          tasks.push({ taskId, caseId, model, promptHash, repeat })
        }
  return tasks
}

async function keepRun(db: Db, plan: EvalPlan): Promise<void> {
  const { id, analysis, dataSet, dataSetHash, models, repeat } = plan
  await db
    .insertInto('eval_run')
    .values({
      id,
      analysis,
      data_set: dataSet,
      data_set_hash: dataSetHash,
      plan: JSON.stringify({
        models,
        repeat,
        versions: plan.versions.map(({ hash }) => hash),
        cases: plan.cases.map((each) => each.id),
      }),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
