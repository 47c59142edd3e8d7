import { defaultReadLimits, readDocument } from '../documents/read-document.ts'
import type { Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import type { EvalPlan } from '../evals/eval-plan.ts'
import { estimateTask } from '../tasks/estimate-task.ts'
import { fileOf } from '../tasks/file-to-send.ts'
import { redactionOfFile } from '../tasks/redaction-of.ts'
import { aboutUsd } from '../tasks/task-lines.ts'

/** Says what an evaluation will take. Throws `usage` where it costs something and nobody agreed. */
export async function estimateEval(
  engine: Engine,
  plan: EvalPlan,
  { isAgreed }: { isAgreed: boolean },
): Promise<void> {
  let calls = 0
  let usd: number | null = 0
  for (const each of plan.cases) {
    const limits = { ...defaultReadLimits, maxMemoryMb: engine.readMemoryMb }
    const content = await readDocument(each.bytes, { fileName: each.fileName, limits })
    for (const model of plan.models)
      for (const analysis of plan.versions) {
        const file = fileOf(each.bytes, { analysis, content })
        const signal = AbortSignal.timeout(60_000)
        const redaction = await redactionOfFile(engine, { ...each, analysis, content })
        const of = { analysis, documentId: null, file, content, redaction, title: each.fileName, model }
        const one = await estimateTask(
          { db: engine.db, modelOf: (name) => engine.models.get(name) },
          { ...of, variables: each.variables, variations: 1, modelChosen: true },
          signal,
        )
        calls += one.calls * plan.repeat
        usd = usd === null || one.usd === null ? null : usd + one.usd * plan.repeat
      }
  }
  const cost = usd === 0 ? 'free of charge' : aboutUsd(usd)
  console.error(`${plan.cases.length} cases, ${calls} calls at most, ${cost}.`)
  if (usd === 0 || isAgreed) return
  throw new AppError('usage', 'an evaluation that costs money', {
    userMessage: 'This costs money. Give --yes to go on; calls that were answered before are not made again.',
  })
}
