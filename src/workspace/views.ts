import type { View } from '@slack/types'
import { checkBlocks } from './check-blocks.ts'
import type { OpenView } from './client-protocol.ts'
import { maxViews, text, triggerLifetimeMs } from './limits.ts'
import { SlackRefusal } from './slack-refusal.ts'
import { appId, botId, newId, teamId } from './ids.ts'
import type { Store } from './store.ts'

interface Trigger {
  user: string
  expiresAt: number
}

/** Modals open on people's screens, and the triggers that allow to open one. They do not outlive the process. */
export class Views {
  readonly #triggers = new Map<string, Trigger>()
  readonly #stacks = new Map<string, OpenView[]>()
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** A trigger for what this person just did: for one view, within three seconds. */
  newTrigger(user: string): string {
    const id = newId('')
    this.#triggers.set(id, { user, expiresAt: Date.now() + triggerLifetimeMs })
    return id
  }

  open(triggerId: unknown, view: unknown): OpenView {
    const trigger = this.#triggers.get(String(triggerId))
    if (!trigger) throw new SlackRefusal('invalid_trigger_id')
    if (trigger.expiresAt === 0) throw new SlackRefusal('exchanged_trigger_id')
    if (trigger.expiresAt < Date.now()) throw new SlackRefusal('expired_trigger_id')
    checkView(view)
    trigger.expiresAt = 0
    return this.push(trigger.user, view)
  }

  push(user: string, view: View): OpenView {
    const stack = this.#stacks.get(user) ?? []
    if (stack.length >= maxViews) throw new SlackRefusal('push_limit_reached')
    const opened: OpenView = { id: newId('V'), hash: newId(''), user, view, errors: {} }
    this.#stacks.set(user, [...stack, opened])
    this.#store.tell({ type: 'view', view: opened }, { user })
    return opened
  }

  find(id: string): OpenView | undefined {
    return [...this.#stacks.values()].flat().find((view) => view.id === id)
  }

  of(user: string): OpenView[] {
    return this.#stacks.get(user) ?? []
  }

  change(id: string, change: Partial<Pick<OpenView, 'view' | 'errors'>>): OpenView {
    const view = this.find(id)
    if (!view) throw new SlackRefusal('not_found')
    if (change.view) checkView(change.view)
    Object.assign(view, { errors: {}, ...change, hash: newId('') })
    this.#store.tell({ type: 'view', view }, { user: view.user })
    return view
  }

  close(user: string, ids: string[]): void {
    const stack = this.of(user)
    this.#stacks.set(
      user,
      stack.filter((view) => !ids.includes(view.id)),
    )
    for (const id of ids) this.#store.tell({ type: 'view_closed', id }, { user })
  }
}

/** The view as it stands in payloads to the app. */
export function viewPayload(open: OpenView, values: unknown = {}): Record<string, unknown> {
  return {
    private_metadata: '',
    callback_id: '',
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...open.view,
    id: open.id,
    team_id: teamId,
    hash: open.hash,
    state: { values },
    previous_view_id: null,
    root_view_id: open.id,
    app_id: appId,
    external_id: '',
    app_installed_team_id: teamId,
    bot_id: botId,
  }
}

function checkView(view: unknown): asserts view is View {
  const modal = view as Partial<View> & { title?: { text?: string } }
  const problems: string[] = []
  if (modal.type !== 'modal' && modal.type !== 'home') problems.push('type must be modal or home')
  if (modal.type === 'modal' && !modal.title?.text) problems.push('title is missing')
  for (const part of ['title', 'submit', 'close'] as const) {
    const content = (modal as Record<string, { text?: string } | undefined>)[part]?.text
    if (content !== undefined && content.length > text.modalTitle)
      problems.push(`${part} is longer than ${text.modalTitle}`)
  }
  if ((modal.private_metadata ?? '').length > text.privateMetadata)
    problems.push('private_metadata is too long')
  if ((modal.callback_id ?? '').length > text.id) problems.push('callback_id is too long')
  const refused = checkBlocks(modal.blocks, 'view')
  if (refused) problems.push(...refused.messages)
  if (problems.length > 0) throw new SlackRefusal('invalid_arguments', problems)
}
