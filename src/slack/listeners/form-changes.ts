import type { App, BlockAction, StaticSelectAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import { chooseAnalysisAction } from '../form/form.ts'
import { formView } from '../form/form-view.ts'
import { knownFacts } from '../form/open-form.ts'
import { readForm } from '../form/read-form.ts'

/** Another analysis chosen in a form: its fields come, and what was filled in of the same name stays. */
export function listenForFormChanges(app: App, { db, library }: { db: Db; library: Library }): void {
  app.action<BlockAction<StaticSelectAction>>(chooseAnalysisAction, async ({ ack, action, body, client }) => {
    await ack()
    const analysis = library.find(action.selected_option.value)
    if (!body.view || !analysis) return
    const { form, variables } = readForm(body.view)
    const facts = (await knownFacts(db, form, body.team?.id ?? '')) ?? {}
    const view = formView(
      { ...form, analysis: analysis.name },
      { analysis, analyses: library.offered, variables, facts },
    )
    await client.views.update({ view_id: body.view.id, hash: body.view.hash, view })
  })
}
