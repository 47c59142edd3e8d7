import type { Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import type { EvalPlan } from '../evals/eval-plan.ts'
import type { Graded } from '../evals/grade-eval.ts'
import { startJudging, verdictOf } from '../evals/judge.ts'
import { judgeAnalysis } from '../evals/judge-pair.ts'
import type { Scorecard } from '../evals/scorecard.ts'
import { followBatch } from './batch-progress.ts'

/** Throws `usage` for a model that cannot judge. */
export function checkJudge(engine: Engine, model: string | undefined): void {
  if (model === undefined) return
  if (model.startsWith('offline/'))
    throw new AppError('usage', 'the offline model cannot judge', {
      userMessage:
        'The offline model understands nothing, so it cannot judge. Name another one with --judge.',
    })
  engine.models.get(model)
}

/** Has a model compare every answer with its ideal one, and shows what it says among the grades. */
export async function judgeAnswers(
  engine: Engine,
  { plan, graded, model }: { plan: EvalPlan; graded: Graded[]; model: string },
  stopping: AbortSignal,
): Promise<Scorecard['judge']> {
  const requestedBy = process.env['USER'] ?? 'cli'
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library, model, requestedBy }
  const judgings = await startJudging(deps, plan, graded)
  if (judgings.length === 0) console.error('No case has an ideal output, so there is nothing to judge.')
  await followBatch(engine.db, { taskIds: judgings.flatMap(({ taskIds }) => taskIds), stopping })
  const counts = { answer: 0, ideal: 0, none: 0 }
  for (const judging of judgings) {
    const verdict = await verdictOf(engine, judging)
    counts[verdict]++
    const score = { answer: 1, none: 0.5, ideal: 0 }[verdict]
    const faults = verdict === 'ideal' ? ['The judge finds the ideal answer better, in both orders.'] : []
    judging.of.grades.push({ grader: 'judge', score, faults })
  }
  const { version, hash } = engine.library.get(judgeAnalysis)
  return { model, version, hash, better: counts.answer, worse: counts.ideal, undecided: counts.none }
}
