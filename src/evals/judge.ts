import type { Db } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { EvalPlan } from './eval-plan.ts'
import type { Graded } from './grade-eval.ts'
import { textOf } from './graders/grade.ts'
import { startPair, verdictOfPair, type JudgeDeps } from './judge-pair.ts'

/** An answer and the ideal one before a judge, once in each order. */
export interface Judging {
  of: Graded
  /** The answer stands first, then second. */
  taskIds: [string, string]
}

export type Verdict = 'answer' | 'ideal' | 'none'

/** Asks a model of every finished answer whether it or the ideal one is better, twice, in both orders. */
export async function startJudging(deps: JudgeDeps, plan: EvalPlan, graded: Graded[]): Promise<Judging[]> {
  const [version] = plan.versions
  const judgings: Judging[] = []
  for (const of of graded) {
    const ideal = of.of.idealOutput ?? ''
    if (ideal.trim() === '' || of.view.state !== 'done') continue
    const answer = of.view.summaries.length > 0 ? of.view.summaries.join('\n\n') : textOf(of.view)
    const taskIds = await startPair(deps, {
      key: `${plan.id}:${of.taskId}`,
      asked: `${version?.title ?? ''}: ${version?.description ?? ''}`,
      texts: [answer, ideal],
      teamId: '',
      lane: 'eval',
      batch: `eval:${plan.id}`,
    })
    judgings.push({ of, taskIds })
  }
  return judgings
}

/** What the judge says of an answer. */
export async function verdictOf(deps: { db: Db; library: Library }, { taskIds }: Judging): Promise<Verdict> {
  const verdict = await verdictOfPair(deps, taskIds)
  return verdict === 'first' ? 'answer' : verdict === 'second' ? 'ideal' : 'none'
}
