import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Library } from '../../prompts/library.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { askRemoval } from '../../removal/ask-removal.ts'
import type { Meant } from '../../removal/find-meant.ts'
import { isAdmin } from '../admins.ts'
import { forgetFields, forgetForm, forgetView, readForgetForm } from '../forget/forget-form.ts'
import { forgettableOf, threadOf } from '../forget/forgettable.ts'
import { noticeView } from '../notice-view.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  library: Library
  admins: string[]
}

interface Asking {
  teamId: string
  userId: string
}

/** Opens the form by which a person has things forgotten. */
export async function openForget(
  deps: Deps & { client: WebClient },
  { triggerId, ...asking }: Asking & { triggerId: string },
): Promise<void> {
  const tasks = await forgettableOf(deps, asking)
  const view = forgetView(tasks, { isAdmin: await isAdmin(deps, asking.userId) })
  await deps.client.views.open({ trigger_id: triggerId, view })
}

/** A filled-in form is a removal, done in the background; who may is looked at again. */
export function listenForForgetting(app: App, deps: Deps): void {
  app.view(forgetForm, async ({ ack, body, view, client }) => {
    const asking = { teamId: body.team?.id ?? '', userId: body.user.id }
    const answers = readForgetForm(view)
    const meant = await meantBy({ ...deps, client }, asking, answers)
    if ('problem' in meant)
      return ack({ response_action: 'errors', errors: { [meant.field]: meant.problem } })
    const removal = {
      ...meant,
      dedupeKey: `view:${asking.teamId}:${view.id}`,
      reason: 'asked' as const,
      by: asking.userId,
    }
    await patiently(() => askRemoval(deps, removal))
    const text = 'I am forgetting it. What went and what stayed comes in a direct message.'
    await ack({ response_action: 'update', view: noticeView('Forget', text) })
  })
}

type Refusal = { field: string; problem: string }

async function meantBy(
  deps: Deps & { client: WebClient },
  { teamId, userId }: Asking,
  { what, taskId, person }: ReturnType<typeof readForgetForm>,
): Promise<Meant | Refusal> {
  switch (what) {
    case 'mine':
      return { scope: 'person', target: userId, teamId }
    case 'document': {
      if (taskId === null) return { field: forgetFields.task, problem: 'Choose the document.' }
      const isAllowed = await isAdmin(deps, userId)
      const meant = await threadOf(deps.db, { taskId, teamId, userId, isAdmin: isAllowed })
      return meant ?? { field: forgetFields.task, problem: 'This is not there any more.' }
    }
    case 'person': {
      if (person === null) return { field: forgetFields.person, problem: 'Choose the person.' }
      if (!(await isAdmin(deps, userId)))
        return {
          field: forgetFields.what,
          problem: 'Only admins can have what is another person’s forgotten.',
        }
      return { scope: 'person', target: person, teamId }
    }
  }
}
