import type { Db } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import type { EvalPlan, PlannedCase } from './eval-plan.ts'
import { gradeCase } from './grade-case.ts'
import type { Grade } from './graders/grade.ts'
import type { EvalTask } from './start-eval.ts'

/** A task of an evaluation with what the graders say. */
export interface Graded extends EvalTask {
  of: PlannedCase
  view: TaskView
  /** 0 to 1; of a task that failed 0. */
  score: number
  grades: Grade[]
  /** 1 to 5, of each person who said so. */
  people: number[]
}

/** Grades every task of an evaluation that has ended, and keeps the grades. */
export async function gradeEval(
  deps: { db: Db; library: Library },
  plan: EvalPlan,
  tasks: EvalTask[],
): Promise<Graded[]> {
  const graded: Graded[] = []
  for (const task of tasks) {
    const of = plan.cases.find(({ id }) => id === task.caseId)
    if (!of) throw new Error(`no case ${task.caseId} in the plan`)
    const view = await viewTask(deps, task.taskId)
    const result = gradesOf(of, view)
    graded.push({ ...task, ...result, of, view, people: await peoplesScores(deps.db, task.taskId) })
    await keep(deps.db, plan, { ...task, ...result })
  }
  return graded
}

function gradesOf(of: PlannedCase, view: TaskView): { score: number; grades: Grade[] } {
  if (view.state === 'done') return gradeCase(of, view)
  const why = view.error?.message ?? `The task is ${view.state}.`
  return { score: 0, grades: [{ grader: 'schema', score: 0, faults: [why] }] }
}

async function keep(
  db: Db,
  plan: EvalPlan,
  { taskId, caseId, model, promptHash, repeat, score, grades }: EvalTask & { score: number; grades: Grade[] },
): Promise<void> {
  const found = { score, grades: JSON.stringify(grades) }
  await db
    .insertInto('eval_result')
    .values({
      run_id: plan.id,
      task_id: taskId,
      case_id: caseId,
      model,
      prompt_hash: promptHash,
      repeat,
      ...found,
    })
    .onConflict((conflict) => conflict.columns(['run_id', 'task_id']).doUpdateSet(found))
    .execute()
}

async function peoplesScores(db: Db, taskId: string): Promise<number[]> {
  const rows = await db.selectFrom('human_score').select('score').where('task_id', '=', taskId).execute()
  return rows.map(({ score }) => score)
}
