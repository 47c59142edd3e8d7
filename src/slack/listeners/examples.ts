import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { settingsOf } from '../../ballots/channel-settings.ts'
import { decideExample, proposeExample } from '../../ballots/examples.ts'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Library } from '../../prompts/library.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import type { Task } from '../../tasks/task-state.ts'
import { viewTask } from '../../tasks/task-view.ts'
import { agreeAction, declineAction, keepAction } from '../blocks/example.ts'
import { exampleForm, exampleView, readExample } from '../examples/example-form.ts'
import { isAdmin } from '../admins.ts'
import { approversOf, refusalToDecide, taskForClick } from '../task-for-click.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  library: Library
  admins: string[]
}

/** "Keep as example", and a second person's word on it. */
export function listenForExamples(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction>>(keepAction, async ({ ack, action, body, client, respond }) => {
    await ack()
    const task = await taskForClick(deps.db, { taskId: action.value ?? '', teamId: body.team?.id ?? '' })
    if (!task) return
    const refusal = await refusalToKeep({ ...deps, client }, task, body.user.id)
    const view = refusal === null ? await formOf(deps, task, body.user.id) : null
    if (view) await client.views.open({ trigger_id: body.trigger_id, view })
    else
      await respond({
        response_type: 'ephemeral',
        replace_original: false,
        text: refusal ?? tooLong(task.id),
      })
  })

  app.view(exampleForm, async ({ ack, body, view, client }) => {
    const task = await taskForClick(deps.db, { taskId: view.private_metadata, teamId: body.team?.id ?? '' })
    if (!task) return ack()
    const { text, findings } = readExample(view)
    const by = body.user.id
    const refusal = await refusalToKeep({ ...deps, client }, task, by)
    const problem = refusal ?? (text.trim() === '' ? 'An example needs an answer.' : null)
    if (problem !== null) return ack({ response_action: 'errors', errors: { 'text-0': problem } })
    const needsApproval = (await othersOf(deps.db, task, by)).length > 0
    await patiently(() => proposeExample(deps, { task, by, idealOutput: text, findings, needsApproval }))
    await ack()
  })

  for (const [actionId, agrees] of [
    [agreeAction, true],
    [declineAction, false],
  ] as const) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client, respond }) => {
      const task = await taskForClick(deps.db, { taskId: action.value ?? '', teamId: body.team?.id ?? '' })
      const refusal = task && (await refusalToAgree({ ...deps, client }, task, body.user.id))
      if (task && refusal === null) await decideExample(deps, { task, by: body.user.id, agrees })
      await ack()
      if (refusal) await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
    })
  }
}

// What a channel keeps to itself does not become a file; what somebody sent to the bot alone is theirs.
async function refusalToKeep(
  deps: Deps & { client: WebClient },
  task: Task,
  userId: string,
): Promise<string | null> {
  const refusal = await refusalToDecide(deps, task, userId)
  if (refusal !== null) return refusal
  const place = task.origin_channel_id ?? task.channel_id ?? ''
  if (place.startsWith('D') || place.startsWith('U'))
    return task.requested_by === userId ? null : 'Only who asked for it can keep it.'
  const { mayExport } = await settingsOf(deps.db, { teamId: task.team_id, channelId: place })
  return mayExport
    ? null
    : 'Texts of this channel may not leave the log, and an example is a file on the operator’s disk. An admin, or who created the channel, can allow it with `/paralegal settings`.'
}

async function formOf(deps: Deps, task: Task, userId: string) {
  const needsApproval = (await othersOf(deps.db, task, userId)).length > 0
  return exampleView(await viewTask(deps, task.id), { needsApproval })
}

async function othersOf(db: Db, task: Task, userId: string): Promise<string[]> {
  return (await approversOf(db, task)).filter((approver) => approver !== userId)
}

async function refusalToAgree(
  deps: Deps & { client: WebClient },
  task: Task,
  userId: string,
): Promise<string | null> {
  const example = await deps.db
    .selectFrom('example')
    .select('proposed_by')
    .where('task_id', '=', task.id)
    .executeTakeFirst()
  if (example?.proposed_by === userId) return 'You proposed it: somebody else has to agree.'
  if ((await approversOf(deps.db, task)).includes(userId)) return null
  if (await isAdmin(deps, userId).catch(() => false)) return null
  return 'Only an approver of this channel or an admin can do that.'
}

function tooLong(taskId: string): string {
  return `This text is too long for a form. Whoever runs Paralegal can keep it: \`npx paralegal cases add ${taskId}\``
}
