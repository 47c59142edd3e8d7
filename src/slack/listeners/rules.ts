import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Db, Trx } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Logger } from '../../log.ts'
import type { Library } from '../../prompts/library.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { deleteRule, findRule, saveRules, type SavedRule } from '../channel-rules.ts'
import { isAdmin } from '../admins.ts'
import { noticeView } from '../notice-view.ts'
import { isInChannel, mayEditRules } from '../rules/may-edit-rules.ts'
import { ruleActions } from '../rules/rule-blocks.ts'
import { problemsOf, readRuleForm, type RuleAnswers } from '../rules/read-rule-form.ts'
import { deleteRuleAction, fields, ruleForm, ruleView } from '../rules/rule-form.ts'

export interface RuleDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  log: Logger
  admins: string[]
}

interface Editor {
  client: WebClient
  teamId: string
  userId: string
}

const title = 'Channel rules'
const onlyEditors = 'Only admins of this workspace and the person who created a channel can change its rules.'

/** Adding, changing and deleting what is done with the files of a channel. Who may is looked at when it is opened and when it is saved. */
export function listenForRules(app: App, deps: RuleDeps): void {
  for (const actionId of Object.values(ruleActions)) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client }) => {
      await ack()
      const editor = { client, teamId: body.team?.id ?? '', userId: body.user.id }
      const view = await viewFor(deps, editor, { actionId, value: action.value ?? '' })
      await client.views.open({ trigger_id: body.trigger_id, view })
    })
  }

  app.view(ruleForm, async ({ ack, body, view, client }) => {
    const answers = readRuleForm(view)
    const editor = { client, teamId: body.team?.id ?? '', userId: body.user.id }
    const errors = await checkAndSave(deps, editor, answers)
    if (errors) return ack({ response_action: 'errors', errors })
    return ack()
  })

  app.action<BlockAction<ButtonAction>>(deleteRuleAction, async ({ ack, action, body, client }) => {
    await ack()
    const editor = { client, teamId: body.team?.id ?? '', userId: body.user.id }
    const rule = await findRule(deps.db, { teamId: editor.teamId, ruleId: action.value ?? '' })
    const may = !rule || (await mayEditRules({ ...deps, client }, { ...editor, channelId: rule.channel_id }))
    if (rule && may)
      await change(deps, editor, async (trx) => deleteRule(trx, { ...editor, ruleId: rule.id }))
    const view = noticeView(
      title,
      may ? 'The rule is gone. I ask again what to do with such files.' : onlyEditors,
    )
    if (body.view) await client.views.update({ view_id: body.view.id, view })
  })
}

async function viewFor(
  deps: RuleDeps,
  editor: Editor,
  { actionId, value }: { actionId: string; value: string },
) {
  const rule =
    actionId === ruleActions.change
      ? await findRule(deps.db, { teamId: editor.teamId, ruleId: value })
      : undefined
  if (actionId === ruleActions.change && !rule) return noticeView(title, 'This rule is gone.')
  const channelId = rule?.channel_id ?? (value === '-' ? null : value)
  const may =
    channelId === null
      ? await isAdmin({ ...deps, client: editor.client }, editor.userId)
      : await mayEditRules({ ...deps, client: editor.client }, { ...editor, channelId })
  if (!may) return noticeView(title, onlyEditors)
  return ruleView(deps.library.offered, { rule: rule ?? null, channelId })
}

// What stands at which field of the form; null where it is saved.
async function checkAndSave(
  deps: RuleDeps,
  editor: Editor,
  answers: RuleAnswers,
): Promise<Record<string, string> | null> {
  const problems = problemsOf(answers, deps.library.offered)
  if (Object.keys(problems).length > 0) return problems
  try {
    const before = answers.ruleId
      ? await findRule(deps.db, { teamId: editor.teamId, ruleId: answers.ruleId })
      : undefined
    const refusal = await refusalOf(deps, editor, { channelId: answers.channelId, before })
    if (refusal !== null) return { [fields.channel]: refusal }
    await patiently(async () => save(deps, editor, { answers, before }))
    return null
  } catch (error) {
    deps.log.error({ err: error }, 'rule could not be saved')
    return { [fields.channel]: 'This could not be saved just now. Please press Save again.' }
  }
}

async function refusalOf(
  deps: RuleDeps,
  editor: Editor,
  { channelId, before }: { channelId: string; before: SavedRule | undefined },
): Promise<string | null> {
  const { client, userId } = editor
  const places = [...new Set([channelId, ...(before ? [before.channel_id] : [])])]
  for (const place of places)
    if (!(await mayEditRules({ ...deps, client }, { userId, channelId: place }))) return onlyEditors
  return (await isInChannel(client, channelId))
    ? null
    : 'I am not in that channel. Please /invite me there first.'
}

async function save(
  deps: RuleDeps,
  editor: Editor,
  { answers, before }: { answers: RuleAnswers; before: SavedRule | undefined },
): Promise<void> {
  const { kind, mode, analysis, channelId } = answers
  const { teamId, userId } = editor
  await change(deps, editor, async (trx) => {
    const isMoved = before && (before.channel_id !== channelId || before.kind !== kind)
    if (isMoved) await deleteRule(trx, { teamId, ruleId: before.id })
    await saveRules(trx, [{ teamId, channelId, kind, mode, analysis, updatedBy: userId }])
  })
}

// The Home tab that it may have been done from shows it.
async function change(
  { db, enqueue }: RuleDeps,
  { teamId, userId }: Editor,
  work: (trx: Trx) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await work(trx)
    await enqueue(trx, 'publish-home', { teamId, userId, isOpened: true })
  })
}
