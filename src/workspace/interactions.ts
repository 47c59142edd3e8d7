import type { View } from '@slack/types'
import { messagePayload, showEphemeral, contentOf } from './api-chat.ts'
import { filePayload } from './api-files.ts'
import type { CloseView, RunCommand, RunShortcut, SubmitView, TakeAction } from './client-protocol.ts'
import type { Delivery } from './delivery.ts'
import { responseUrl } from './limits.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { StoredMessage } from './entries.ts'
import { appId, newId, teamId } from './ids.ts'
import { viewPayload } from './views.ts'
import type { ApiDeps } from './web-api.ts'

export interface Outcome {
  ok: boolean
  error?: string
}

interface Answerable {
  channel: string
  user: string
  message: StoredMessage | null
  uses: number
  expiresAt: number
}

/** What people do to the app: commands, clicks, forms, shortcuts; and the app's answers to a response_url. */
export class Interactions {
  readonly #deps: ApiDeps & { delivery: Delivery }
  readonly #answerable = new Map<string, Answerable>()

  constructor(deps: ApiDeps & { delivery: Delivery }) {
    this.#deps = deps
  }

  async runCommand(run: RunCommand): Promise<Outcome> {
    const { delivery, views, store } = this.#deps
    const channel = store.channels.get(run.channel)
    const payload = {
      token: 'local',
      team_id: teamId,
      team_domain: 'local',
      channel_id: run.channel,
      channel_name: channel?.kind === 'im' ? 'directmessage' : (channel?.name ?? ''),
      user_id: run.user,
      user_name: store.people.get(run.user)?.name ?? '',
      command: run.command,
      text: run.text,
      api_app_id: appId,
      is_enterprise_install: 'false',
      response_url: this.#newResponseUrl({ channel: run.channel, user: run.user, message: null }),
      trigger_id: views.newTrigger(run.user),
    }
    const { acknowledged, payload: answer } = await delivery.send({ type: 'slash_commands', payload })
    if (!acknowledged) return this.#unanswered()
    this.#showAnswer(answer, run)
    return { ok: true }
  }

  async takeAction(action: TakeAction): Promise<Outcome> {
    const { store, views, delivery } = this.#deps
    const { container } = action
    const message =
      container.type === 'message' ? (store.message(container.channel, container.ts) ?? null) : null
    const view = container.type === 'view' ? views.find(container.view_id) : undefined
    const taken = {
      ...action.element,
      block_id: action.block_id,
      action_id: action.action_id,
      action_ts: store.nextTs(),
    }
    const channel = message?.channel ?? ''
    const place = message
      ? {
          container: {
            type: 'message',
            message_ts: message.ts,
            channel_id: channel,
            is_ephemeral: false,
            ...threadOf(message),
          },
          channel: { id: channel, name: store.channels.get(channel)?.name ?? '' },
          message: messagePayload(message),
          response_url: this.#newResponseUrl({ channel, user: action.user, message }),
        }
      : { container, view: view ? viewPayload(view) : null }
    const payload = {
      type: 'block_actions',
      ...this.#base(action.user),
      ...place,
      state: { values: {} },
      actions: [taken],
    }
    const { acknowledged } = await delivery.send({ type: 'interactive', payload })
    return acknowledged ? { ok: true } : this.#unanswered()
  }

  async submitView(submit: SubmitView): Promise<Outcome> {
    const { views, delivery } = this.#deps
    const view = views.find(submit.view_id)
    if (!view || view.user !== submit.user) return { ok: false, error: 'view_not_found' }
    const payload = {
      type: 'view_submission',
      ...this.#base(submit.user),
      view: viewPayload(view, this.#withFiles(submit.values)),
      response_urls: [],
    }
    const { acknowledged, payload: answer } = await delivery.send({ type: 'interactive', payload })
    if (!acknowledged) return this.#unanswered()
    const response = (answer ?? {}) as {
      response_action?: string
      errors?: Record<string, string>
      view?: View
    }
    if (response.response_action === 'errors') views.change(view.id, { errors: response.errors ?? {} })
    else if (response.response_action === 'update' && response.view)
      views.change(view.id, { view: response.view })
    else if (response.response_action === 'push' && response.view) views.push(submit.user, response.view)
    else if (response.response_action === 'clear')
      views.close(
        submit.user,
        views.of(submit.user).map((each) => each.id),
      )
    else views.close(submit.user, [view.id])
    return { ok: true }
  }

  async closeView(close: CloseView): Promise<Outcome> {
    const { views, delivery } = this.#deps
    const view = views.find(close.view_id)
    views.close(close.user, [close.view_id])
    if (view && 'notify_on_close' in view.view && view.view.notify_on_close) {
      const payload = {
        type: 'view_closed',
        ...this.#base(close.user),
        view: viewPayload(view),
        is_cleared: false,
      }
      await delivery.send({ type: 'interactive', payload })
    }
    return { ok: true }
  }

  async runShortcut(run: RunShortcut): Promise<Outcome> {
    const { store, delivery } = this.#deps
    const message = run.channel && run.ts ? store.message(run.channel, run.ts) : undefined
    const at = message
      ? {
          type: 'message_action',
          channel: { id: message.channel, name: store.channels.get(message.channel)?.name ?? '' },
          message_ts: message.ts,
          message: { ...messagePayload(message), files: message.files },
          response_url: this.#newResponseUrl({ channel: message.channel, user: run.user, message: null }),
        }
      : { type: 'shortcut' }
    const payload = {
      ...this.#base(run.user),
      callback_id: run.callback_id,
      action_ts: store.nextTs(),
      ...at,
    }
    const { acknowledged } = await delivery.send({ type: 'interactive', payload })
    return acknowledged ? { ok: true } : this.#unanswered()
  }

  /** POST to a response_url. */
  respond(id: string, body: Record<string, unknown>): void {
    const answerable = this.#answerable.get(id)
    if (!answerable || answerable.expiresAt < Date.now()) throw new SlackRefusal('expired_url')
    if (answerable.uses++ >= responseUrl.uses) throw new SlackRefusal('used_url')
    const { store } = this.#deps
    const { message, channel } = answerable
    if (body['delete_original'] === true && message)
      return store.put({ kind: 'message_deleted', value: { channel, ts: message.ts } })
    const content = contentOf(body)
    if (body['replace_original'] === true && message)
      return store.put({ kind: 'message', value: { ...message, ...content } })
    this.#showAnswer({ ...body }, { channel, user: answerable.user })
  }

  #base(user: string) {
    return {
      user: { id: user, username: this.#deps.store.people.get(user)?.name ?? '', team_id: teamId },
      api_app_id: appId,
      token: 'local',
      trigger_id: this.#deps.views.newTrigger(user),
      team: { id: teamId, domain: 'local' },
      enterprise: null,
      is_enterprise_install: false,
    }
  }

  #showAnswer(answer: unknown, to: { channel: string; user: string }): void {
    if (answer === null || answer === undefined || answer === '') return
    const body = typeof answer === 'string' ? { text: answer } : (answer as Record<string, unknown>)
    if (body['text'] === undefined && body['blocks'] === undefined) return
    showEphemeral(this.#deps.store, to, contentOf(body))
  }

  #newResponseUrl(of: Pick<Answerable, 'channel' | 'user' | 'message'>): string {
    const id = newId('')
    this.#answerable.set(id, { ...of, uses: 0, expiresAt: Date.now() + responseUrl.lifetimeMs })
    return `${this.#deps.baseUrl()}/response/${id}`
  }

  // The page knows ids of what was chosen; the app gets whole file objects.
  #withFiles(values: SubmitView['values']): SubmitView['values'] {
    const { store } = this.#deps
    const complete = (field: Record<string, unknown>) =>
      Array.isArray(field['files'])
        ? {
            ...field,
            files: (field['files'] as { id: string }[]).flatMap(({ id }) => {
              const file = store.files.get(id)
              return file ? [filePayload(this.#deps, file)] : []
            }),
          }
        : field
    return Object.fromEntries(
      Object.entries(values).map(([block, actions]) => [
        block,
        Object.fromEntries(Object.entries(actions).map(([action, field]) => [action, complete(field)])),
      ]),
    )
  }

  #unanswered(): Outcome {
    return { ok: false, error: this.#deps.delivery.connected ? 'operation_timeout' : 'dispatch_failed' }
  }
}

function threadOf(message: StoredMessage): object {
  return message.thread_ts === null ? {} : { thread_ts: message.thread_ts }
}
