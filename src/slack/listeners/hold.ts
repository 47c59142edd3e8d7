import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import { AppError } from '../../errors.ts'
import { addHold, listHolds, releaseHold } from '../../removal/holds.ts'
import { isAdmin } from '../admins.ts'
import { escapeText } from '../blocks/rich-text.ts'
import { holdFields, holdForm, holdView, readHoldForm } from '../forget/hold-form.ts'
import { noticeView } from '../notice-view.ts'

interface Deps {
  db: Db
  admins: string[]
}

interface Asked {
  teamId: string
  userId: string
  triggerId: string
  /** What stands after `hold`. */
  rest: string
}

const onlyAdmins = 'Only admins place, see and release legal holds.'

/** `/paralegal hold`: opens the form; `hold list` and `hold release …` are answered. Null where the form says it all. */
export async function answerHold(
  deps: Deps & { client: WebClient },
  { teamId, userId, triggerId, rest }: Asked,
): Promise<string | null> {
  if (!(await isAdmin(deps, userId))) return onlyAdmins
  const [verb = '', beginning = ''] = rest.trim().toLowerCase().split(/\s+/)
  if (verb === 'list') return listed(deps.db, teamId)
  if (verb === 'release') return release(deps.db, { teamId, by: userId, beginning })
  await deps.client.views.open({ trigger_id: triggerId, view: holdView() })
  return null
}

/** A filled-in form places a hold, by who may. */
export function listenForHolds(app: App, deps: Deps): void {
  app.view(holdForm, async ({ ack, body, view, client }) => {
    const [teamId, userId] = [body.team?.id ?? '', body.user.id]
    const refuse = async (field: string, problem: string) =>
      ack({ response_action: 'errors', errors: { [field]: problem } })
    if (!(await isAdmin({ ...deps, client }, userId))) return refuse(holdFields.scope, onlyAdmins)
    const answers = readHoldForm(view)
    const { scope, reason } = answers
    const target = await targetOf(deps.db, teamId, answers)
    if (target === null)
      return refuse(scope === 'document' ? holdFields.task : scope, 'Say which one: it is not clear yet.')
    await patiently(() => addHold(deps.db, { teamId, scope, target, reason, by: userId }))
    const text =
      'The hold stands: nothing of it is removed until an admin releases it. `/paralegal hold list` names it.'
    await ack({ response_action: 'update', view: noticeView('Legal hold', text) })
  })
}

async function targetOf(
  db: Db,
  teamId: string,
  { scope, task, channel, person }: ReturnType<typeof readHoldForm>,
): Promise<string | null> {
  if (scope === 'channel') return channel || null
  if (scope === 'person') return person || null
  if (!/^[0-9a-f-]{4,36}$/.test(task)) return null
  const found = await db
    .selectFrom('task')
    .leftJoin('document', 'document.id', 'task.document_id')
    .select(['task.id', 'document.sha256'])
    .where('task.team_id', '=', teamId)
    .where((where) => where(where.cast('task.id', 'text'), 'like', `${task}%`))
    .limit(2)
    .execute()
  const [only] = found
  if (!only || found.length > 1) return null
  return scope === 'task' ? only.id : only.sha256
}

async function listed(db: Db, teamId: string): Promise<string> {
  const holds = await listHolds(db, teamId)
  if (holds.length === 0) return 'No hold stands.'
  return holds
    .map(({ id, scope, target, placed_by: by, placed_at: at, reason }) => {
      const named = {
        task: `\`${target.slice(0, 8)}\``,
        document: `\`${target.slice(0, 8)}\``,
        channel: `<#${target}>`,
        person: `<@${target}>`,
      }
      return `• \`${id.slice(0, 8)}\` ${scope} ${named[scope]}, by <@${by}> on ${at.toISOString().slice(0, 10)}: ${escapeText(reason)}`
    })
    .join('\n')
}

async function release(db: Db, of: { teamId: string; by: string; beginning: string }): Promise<string> {
  try {
    const { id, scope } = await releaseHold(db, of)
    return `Hold \`${id.slice(0, 8)}\` is released: this ${scope} may be removed again.`
  } catch (error) {
    if (error instanceof AppError) return escapeText(error.userMessage)
    throw error
  }
}
