import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import { viewTask, type TaskView } from '../../tasks/task-view.ts'
import { detailsPageAction, detailsView } from '../blocks/details.ts'
import { detailsAction } from '../blocks/result-buttons.ts'

interface Deps {
  db: Db
  library: Library
}

/** "Show … with quotes": all findings in full, in a modal of whoever sees the result; its buttons turn the pages. */
export function listenForDetails(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction>>(detailsAction, async ({ ack, action, body, client }) => {
    await ack()
    const asked = await readAsked(deps, action, body)
    if (!asked) return
    await client.views.open({ trigger_id: body.trigger_id, view: detailsView(asked.view, asked.page) })
  })

  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${detailsPageAction}:`),
    async ({ ack, action, body, client }) => {
      await ack()
      const asked = await readAsked(deps, action, body)
      if (!asked || !body.view) return
      await client.views.update({ view_id: body.view.id, view: detailsView(asked.view, asked.page) })
    },
  )
}

interface Asked {
  view: TaskView
  page: number
}

// Nothing for a task of another team, or one that is gone.
async function readAsked(deps: Deps, action: ButtonAction, body: BlockAction): Promise<Asked | undefined> {
  const [taskId = '', page = '0'] = (action.value ?? '').split(':')
  const task = await deps.db
    .selectFrom('task')
    .select('id')
    .where('id', '=', taskId)
    .where('team_id', '=', body.team?.id ?? '')
    .executeTakeFirst()
  return task && { view: await viewTask(deps, task.id), page: Number(page) || 0 }
}
