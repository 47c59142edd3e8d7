import type { RunCommand, RunShortcut, TakeAction } from './client-protocol.ts'
import type { Delivery } from './delivery.ts'
import type { ElementState } from './element-state.ts'
import { appId, teamId } from './ids.ts'
import type { Manifest } from './manifest.ts'
import type { ApiDeps } from './method.ts'
import { channelNameOf, messagePayload } from './payloads.ts'
import { showAcknowledgement, type ResponseUrls } from './response-urls.ts'
import { SlackRefusal } from './slack-refusal.ts'

export type InteractionDeps = ApiDeps & {
  delivery: Delivery
  manifest: Manifest
  responseUrls: ResponseUrls
  elementState: ElementState
}

export interface Outcome {
  ok: boolean
  error?: string
}

export async function runCommand(deps: InteractionDeps, run: RunCommand): Promise<Outcome> {
  const { store, manifest } = deps
  const channel = store.channels.get(run.channel)
  if (!channel || !store.canSee(run.user, channel)) throw new SlackRefusal('channel_not_found')
  if (!manifest.features.slash_commands.some((each) => each.command === run.command))
    throw new SlackRefusal('unknown_command')
  const origin = { channel: run.channel, user: run.user, ts: null }
  const payload = {
    token: 'local',
    team_id: teamId,
    team_domain: 'local',
    channel_id: run.channel,
    channel_name: channelNameOf(channel),
    user_id: run.user,
    user_name: store.people.get(run.user)?.name ?? '',
    command: run.command,
    text: run.text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: deps.responseUrls.issue(origin),
    trigger_id: deps.views.newTrigger(run.user),
  }
  const answer = await deps.delivery.send({ type: 'slash_commands', payload })
  if (!answer.acknowledged) return unanswered(deps)
  showAcknowledgement(deps, answer.payload, origin)
  return { ok: true }
}

export async function takeAction(deps: InteractionDeps, action: TakeAction): Promise<Outcome> {
  const { block_id, action_id, element } = action
  const place = action.container.type === 'message' ? messagePlace(deps, action) : viewPlace(deps, action)
  const payload = {
    type: 'block_actions',
    ...interactionBase(deps, action.user),
    ...place,
    actions: [{ ...element, block_id, action_id, action_ts: deps.store.nextTs() }],
  }
  const { acknowledged } = await deps.delivery.send({ type: 'interactive', payload })
  return acknowledged ? { ok: true } : unanswered(deps)
}

function messagePlace(deps: InteractionDeps, action: TakeAction): object {
  const { store } = deps
  const { channel: id, ts } = action.container.type === 'message' ? action.container : { channel: '', ts: '' }
  const channel = store.channels.get(id)
  const ephemeral = store.ephemerals.get(ts)
  const message = store.message(id, ts) ?? (ephemeral?.ephemeral_to === action.user ? ephemeral : undefined)
  if (!channel || !message || !store.canSee(action.user, channel)) throw new SlackRefusal('message_not_found')
  const isEphemeral = message.ephemeral_to !== null
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: id,
      is_ephemeral: isEphemeral,
      ...(message.thread_ts === null ? {} : { thread_ts: message.thread_ts }),
    },
    channel: { id, name: channelNameOf(channel) },
    // Slack does not say again what an ephemeral message showed.
    ...(isEphemeral ? {} : { message: messagePayload(deps, message) }),
    response_url: deps.responseUrls.issue({ channel: id, user: action.user, ts }),
    state: { values: deps.elementState.take(action) },
  }
}

function viewPlace(deps: InteractionDeps, action: TakeAction): object {
  const open = action.container.type === 'view' ? deps.views.find(action.container.view_id) : undefined
  if (!open || open.user !== action.user) throw new SlackRefusal('view_not_found')
  return {
    container: { type: 'view', view_id: open.id },
    view: deps.views.payload(open, deps.elementState.take(action)),
  }
}

export async function runShortcut(deps: InteractionDeps, run: RunShortcut): Promise<Outcome> {
  const { store } = deps
  const shortcut = deps.manifest.features.shortcuts.find((each) => each.callback_id === run.callback_id)
  if (!shortcut) throw new SlackRefusal('unknown_shortcut')
  const payload = {
    ...(shortcut.type === 'message' ? messageOf(deps, run) : { type: 'shortcut' }),
    ...interactionBase(deps, run.user),
    callback_id: run.callback_id,
    action_ts: store.nextTs(),
  }
  const { acknowledged } = await deps.delivery.send({ type: 'interactive', payload })
  return acknowledged ? { ok: true } : unanswered(deps)
}

function messageOf(deps: InteractionDeps, run: RunShortcut): object {
  const { store } = deps
  const channel = store.channels.get(run.channel ?? '')
  const message = channel && store.message(channel.id, run.ts ?? '')
  if (!message || !store.canSee(run.user, channel)) throw new SlackRefusal('message_not_found')
  return {
    type: 'message_action',
    channel: { id: channel.id, name: channelNameOf(channel) },
    message_ts: message.ts,
    message: messagePayload(deps, message),
    response_url: deps.responseUrls.issue({ channel: channel.id, user: run.user, ts: null }),
  }
}

/** What every interaction tells of who did it, and its trigger. */
export function interactionBase(deps: InteractionDeps, user: string): object {
  const person = deps.store.people.get(user)
  const name = person?.name ?? ''
  return {
    user: { id: user, username: name, name, team_id: person?.team ?? teamId },
    api_app_id: appId,
    token: 'local',
    trigger_id: deps.views.newTrigger(user),
    team: { id: teamId, domain: 'local' },
    enterprise: null,
    is_enterprise_install: false,
  }
}

/** What the person is told whose doing the app did not acknowledge. */
export function unanswered({ delivery }: InteractionDeps): Outcome {
  return { ok: false, error: delivery.connected ? 'operation_timeout' : 'dispatch_failed' }
}
