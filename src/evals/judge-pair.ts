import type { Db } from '../db/connect.ts'
import type { Lane } from '../db/schema.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { startTask, type TaskRequest } from '../tasks/start-task.ts'
import { viewTask } from '../tasks/task-view.ts'

/** The analysis that judges; its version is kept with every verdict, as with any task. */
export const judgeAnalysis = 'judge-answers'

export interface JudgeDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  /** The judge, as `provider/model`. */
  model: string
  requestedBy: string
}

/** Two texts before a judge. */
export interface Pair {
  /** Names the pair: asked again it is not judged anew. */
  key: string
  /** What the texts were to be. */
  asked: string
  texts: [string, string]
  teamId: string
  lane: Lane
  batch: string
  /** What was kept from the models that wrote the texts, and in which document it was found. */
  redact?: TaskRequest['redact']
}

/** Asks which of two texts is better, in both orders; gives the two tasks. */
export async function startPair(deps: JudgeDeps, pair: Pair): Promise<[string, string]> {
  const { hash } = deps.library.get(judgeAnalysis)
  const ask = async (order: number, [first, second]: [string, string]) => {
    const text = `Answer 1\n\n${first}\n\nAnswer 2\n\n${second}\n`
    const { taskId } = await startTask(deps, {
      dedupeKey: `judge:${pair.key}:${deps.model}:${hash}:${order}`,
      analysis: judgeAnalysis,
      variables: { asked: pair.asked },
      source: { kind: 'bytes', bytes: Buffer.from(text), fileName: 'answers.txt' },
      requestedBy: deps.requestedBy,
      teamId: pair.teamId,
      channelId: null,
      threadTs: null,
      lane: pair.lane,
      batch: pair.batch,
      ...(pair.redact ? { redact: pair.redact } : {}),
      variations: 1,
      model: deps.model,
    })
    return taskId
  }
  const [first, second] = pair.texts
  return [await ask(1, [first, second]), await ask(2, [second, first])]
}

/** Which of the two is better: only what the judge says in both orders counts. */
export async function verdictOfPair(
  deps: { db: Db; library: Library },
  [inOrder, swapped]: [string, string],
): Promise<'first' | 'second' | 'none'> {
  const [one, two] = [await wordOf(deps, inOrder), await wordOf(deps, swapped)]
  if (one === 'first' && two === 'second') return 'first'
  return one === 'second' && two === 'first' ? 'second' : 'none'
}

async function wordOf(deps: { db: Db; library: Library }, taskId: string): Promise<string | null> {
  const { subtasks } = await viewTask(deps, taskId)
  return /^\W*(first|second|equal)\b/i.exec(subtasks[0]?.answer ?? '')?.[1]?.toLowerCase() ?? null
}
