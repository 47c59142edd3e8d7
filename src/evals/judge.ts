import type { Db } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { startTask } from '../tasks/start-task.ts'
import { viewTask } from '../tasks/task-view.ts'
import type { EvalPlan } from './eval-plan.ts'
import type { Graded } from './grade-eval.ts'
import { textOf } from './graders/grade.ts'

/** The analysis that judges; its version is kept with every verdict, as with any task. */
export const judgeAnalysis = 'judge-answers'

/** An answer and the ideal one before a judge, once in each order. */
export interface Judging {
  of: Graded
  /** The answer stands first, then second. */
  taskIds: [string, string]
}

export type Verdict = 'answer' | 'ideal' | 'none'

/** Asks a model of every finished answer whether it or the ideal one is better, twice, in both orders. */
export async function startJudging(
  deps: { db: Db; enqueue: Enqueue; library: Library; model: string; requestedBy: string },
  plan: EvalPlan,
  graded: Graded[],
): Promise<Judging[]> {
  const { hash } = deps.library.get(judgeAnalysis)
  const [version] = plan.versions
  const asked = `${version?.title ?? ''}: ${version?.description ?? ''}`
  const judgings: Judging[] = []
  for (const of of graded) {
    const ideal = of.of.idealOutput ?? ''
    if (ideal.trim() === '' || of.view.state !== 'done') continue
    const answer = of.view.summaries.length > 0 ? of.view.summaries.join('\n\n') : textOf(of.view)
    const ask = async (order: number, [first, second]: [string, string]) => {
      const text = `Answer 1\n\n${first}\n\nAnswer 2\n\n${second}\n`
      const { taskId } = await startTask(deps, {
        dedupeKey: `judge:${plan.id}:${of.taskId}:${deps.model}:${hash}:${order}`,
        analysis: judgeAnalysis,
        variables: { asked },
        source: { kind: 'bytes', bytes: Buffer.from(text), fileName: 'answers.txt' },
        requestedBy: deps.requestedBy,
        teamId: '',
        channelId: null,
        threadTs: null,
        lane: 'eval',
        batch: `eval:${plan.id}`,
        variations: 1,
        model: deps.model,
      })
      return taskId
    }
    judgings.push({ of, taskIds: [await ask(1, [answer, ideal]), await ask(2, [ideal, answer])] })
  }
  return judgings
}

/** What the judge says of an answer: only what it says in both orders counts. */
export async function verdictOf(
  deps: { db: Db; library: Library },
  { taskIds: [answerFirst, idealFirst] }: Judging,
): Promise<Verdict> {
  const [one, two] = [await wordOf(deps, answerFirst), await wordOf(deps, idealFirst)]
  if (one === 'first' && two === 'second') return 'answer'
  return one === 'second' && two === 'first' ? 'ideal' : 'none'
}

async function wordOf(deps: { db: Db; library: Library }, taskId: string): Promise<string | null> {
  const { subtasks } = await viewTask(deps, taskId)
  return /^\W*(first|second|equal)\b/i.exec(subtasks[0]?.answer ?? '')?.[1]?.toLowerCase() ?? null
}
