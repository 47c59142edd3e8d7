import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { saveSettings, settingsOf } from '../../ballots/channel-settings.ts'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import { mayEditRules } from '../rules/may-edit-rules.ts'
import { readSettings, settingsFields, settingsForm, settingsView } from '../settings/settings-form.ts'

interface Deps {
  db: Db
  admins: string[]
}

interface Asked {
  teamId: string
  channelId: string
  userId: string
}

const onlyEditors = 'Only admins, and who created the channel, can change its settings.'

/** Opens the settings of the channel in which `/paralegal settings` was typed; else says why not. */
export async function openSettings(
  deps: Deps & { client: WebClient },
  asked: Asked & { triggerId: string },
): Promise<string | null> {
  if (asked.channelId.startsWith('D')) return 'Settings are for channels. Type this in one.'
  if (!(await mayEditRules(deps, asked))) return onlyEditors
  const view = settingsView(asked.channelId, await settingsOf(deps.db, asked))
  await deps.client.views.open({ trigger_id: asked.triggerId, view })
  return null
}

/** A filled-in form of settings is saved by who may. */
export function listenForSettings(app: App, deps: Deps): void {
  app.view(settingsForm, async ({ ack, body, view, client }) => {
    const place = { teamId: body.team?.id ?? '', channelId: view.private_metadata, userId: body.user.id }
    const refuse = async (field: string, problem: string) =>
      ack({ response_action: 'errors', errors: { [field]: problem } })
    if (!(await mayEditRules({ ...deps, client }, place)))
      return refuse(settingsFields.approvers, onlyEditors)
    const settings = readSettings(view)
    if (settings.isConfidential && settings.mayExport)
      return refuse(
        settingsFields.mayExport,
        'From a confidential channel nothing may leave: take one of the two away.',
      )
    const unfit = await unfitOf(client, settings.approvers)
    if (unfit !== null) return refuse(settingsFields.approvers, unfit)
    await patiently(() => saveSettings(deps.db, { ...place, by: place.userId }, settings))
    await ack()
  })
}

// Who may not use the bot cannot approve.
async function unfitOf(client: WebClient, people: string[]): Promise<string | null> {
  for (const person of people) {
    const { user } = await client.users.info({ user: person })
    const name = user?.real_name ?? user?.name ?? person
    if (user?.is_bot) return `${name} is an app, and cannot approve.`
    if (user?.is_restricted || user?.is_ultra_restricted || user?.is_stranger)
      return `${name} is a guest, and cannot approve.`
  }
  return null
}
