import type { View } from '@slack/types'
import { checkView } from './check-view.ts'
import type { OpenView } from './client-protocol.ts'
import { viewWithIds } from './content.ts'
import { appId, botId, newId, teamId } from './ids.ts'
import { maxViews, triggerLifetimeMs } from './limits.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

interface Trigger {
  user: string
  expiresAt: number
  isExchanged: boolean
}

const maxTriggers = 1000

/** Modals open on people's screens, and the triggers that allow to open one. Neither outlives the process. */
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
    this.#triggers.set(id, { user, expiresAt: Date.now() + triggerLifetimeMs, isExchanged: false })
    const [oldest] = this.#triggers.keys()
    if (this.#triggers.size > maxTriggers && oldest !== undefined) this.#triggers.delete(oldest)
    return id
  }

  /** Opens a view for whom the trigger is of; Slack puts it on those that are open. */
  open(triggerId: string, view: unknown): OpenView {
    const trigger = this.#triggers.get(triggerId)
    if (!trigger) throw new SlackRefusal('invalid_trigger_id')
    if (trigger.isExchanged) throw new SlackRefusal('exchanged_trigger_id')
    if (trigger.expiresAt < Date.now()) throw new SlackRefusal('expired_trigger_id')
    const opened = this.push(trigger.user, view)
    trigger.isExchanged = true
    return opened
  }

  push(user: string, view: unknown): OpenView {
    checkView(view, 'modal')
    const stack = this.of(user)
    if (stack.length >= maxViews) throw new SlackRefusal('push_limit_reached')
    if (view.external_id && this.findExternal(view.external_id))
      throw new SlackRefusal('duplicate_external_id')
    const opened: OpenView = { id: newId('V'), hash: newHash(), user, view: viewWithIds(view), errors: {} }
    this.#stacks.set(user, [...stack, opened])
    this.#store.tell({ type: 'view', view: opened }, { user })
    return opened
  }

  /** Sets what a person's Home tab shows. */
  publish(user: string, view: unknown, hash?: string): OpenView {
    checkView(view, 'home')
    const before = this.#store.homes.get(user)
    if (hash !== undefined && before && before.hash !== hash) throw new SlackRefusal('hash_conflict')
    const id = before?.id ?? newId('V')
    const published: OpenView = { id, hash: newHash(), user, view: viewWithIds(view), errors: {} }
    this.#store.put({ kind: 'home', value: published })
    return published
  }

  /** A modal or Home tab. */
  find(id: string): OpenView | undefined {
    return [...this.#all(), ...this.#store.homes.values()].find((view) => view.id === id)
  }

  findExternal(externalId: string): OpenView | undefined {
    return this.#all().find(({ view }) => view.external_id === externalId)
  }

  /** A person's open modals, the topmost last. */
  of(user: string): OpenView[] {
    return this.#stacks.get(user) ?? []
  }

  update(id: string, view: unknown, hash?: string): OpenView {
    const open = this.find(id)
    if (!open) throw new SlackRefusal('not_found')
    if (hash !== undefined && open.hash !== hash) throw new SlackRefusal('hash_conflict')
    if (open.view.type === 'home') return this.publish(open.user, view)
    checkView(view, 'modal')
    return this.#change(open, { view: viewWithIds(view), errors: {} })
  }

  showErrors(open: OpenView, errors: Record<string, string>): OpenView {
    return this.#change(open, { errors })
  }

  close(user: string, ids: string[]): void {
    const remaining = this.of(user).filter((view) => !ids.includes(view.id))
    this.#stacks.set(user, remaining)
    for (const id of ids) this.#store.tell({ type: 'view_closed', id }, { user })
  }

  /** The view as it stands in payloads to the app. */
  payload(open: OpenView, values: unknown = {}): Record<string, unknown> {
    const stack = this.of(open.user)
    const place = stack.findIndex((view) => view.id === open.id)
    return {
      private_metadata: '',
      callback_id: '',
      external_id: '',
      clear_on_close: false,
      notify_on_close: false,
      close: null,
      submit: null,
      ...open.view,
      id: open.id,
      team_id: teamId,
      app_id: appId,
      app_installed_team_id: teamId,
      bot_id: botId,
      hash: open.hash,
      state: { values },
      previous_view_id: stack[place - 1]?.id ?? null,
      root_view_id: place === -1 ? open.id : (stack[0]?.id ?? open.id),
    }
  }

  #change(open: OpenView, change: { view?: View; errors: Record<string, string> }): OpenView {
    const changed = { ...open, ...change, hash: newHash() }
    const stack = this.of(open.user).map((view) => (view.id === open.id ? changed : view))
    this.#stacks.set(open.user, stack)
    this.#store.tell({ type: 'view', view: changed }, { user: open.user })
    return changed
  }

  #all(): OpenView[] {
    return [...this.#stacks.values()].flat()
  }
}

function newHash(): string {
  return newId(`${Math.floor(Date.now() / 1000)}.`)
}
