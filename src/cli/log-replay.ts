import { readConfig } from '../config.ts'
import { openEngine } from '../engine.ts'
import { modelName } from '../llm/model-name.ts'
import { replay } from '../llm/replay.ts'
import { createLog } from '../log.ts'
import { keepsBack } from '../tasks/redaction-of.ts'
import { findCall } from './find-call.ts'
import { diffText } from './log-diff.ts'
import { printable } from './print-task.ts'

/** Sends a logged prompt again and prints what differs; the exit code is 0 if an answer came. */
export async function replayCall(beginning: string, { model: wanted }: { model?: string }): Promise<number> {
  await using engine = await openEngine(readConfig(process.env), createLog({ logLevel: 'error' }))
  const call = await findCall(engine.db, beginning)
  const name = wanted ?? modelName({ provider: call.provider, name: call.model_requested })
  const model = engine.models.get(name)
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new Error('stopped by Ctrl-C')))
  const isRedacting = await keepsBack(engine, call.task_id)
  const id = await replay(engine, { call, model, isRedacting }, stop.signal)
  const again = await findCall(engine.db, id)
  console.log(printable(diffText(call, again)))
  return again.state === 'done' ? 0 : 1
}
