import type { KnownBlock } from '@slack/types'
import type { OpenView } from '../../src/workspace/client-protocol.ts'
import type { SlackUser } from './slack-user.ts'
import { until } from './until.ts'

/** Opens the app's Home tab, and waits until it shows this. */
export async function openHome(user: SlackUser, text: string | RegExp): Promise<string> {
  await user.post('home', { user: user.id, tab: 'home' })
  return homeShows(user, text)
}

export async function homeShows(user: SlackUser, text: string | RegExp, timeoutMs = 30_000): Promise<string> {
  return until(
    async () => {
      const shown = JSON.stringify((await user.state()).home?.view.blocks ?? [])
      const isThere = typeof text === 'string' ? shown.includes(text) : text.test(shown)
      return isThere ? shown : undefined
    },
    { timeoutMs, what: `a Home tab with ${text}` },
  )
}

/** Presses the first button with this text in the Home tab. */
export async function pressInHome(user: SlackUser, text: string): Promise<{ ok: boolean }> {
  const home = await until(async () => (await user.state()).home ?? undefined, { what: 'the Home tab' })
  return pressInView(user, home, text)
}

/** Presses the first button with this text in a view. */
export async function pressInView(user: SlackUser, view: OpenView, text: string): Promise<{ ok: boolean }> {
  for (const block of view.view.blocks as KnownBlock[]) {
    const accessory = block.type === 'section' ? [block.accessory] : []
    const elements = block.type === 'actions' ? block.elements : accessory
    const element = elements.find((each) => each?.type === 'button' && each.text.text === text)
    if (element?.type !== 'button') continue
    return (await user.post('action', {
      user: user.id,
      container: { type: 'view', view_id: view.id },
      block_id: block.block_id,
      action_id: element.action_id,
      element: { type: 'button', value: element.value, text: element.text },
    })) as { ok: boolean }
  }
  throw new Error(`no button ${text} in ${JSON.stringify(view.view.blocks)}`)
}

/** The modal on top of this person's screen, once it shows this. */
export async function modal(user: SlackUser, text: string): Promise<OpenView> {
  return until(
    async () => {
      const view = (await user.state()).views.at(-1)
      return view && JSON.stringify(view).includes(text) ? view : undefined
    },
    { what: `a modal with ${text}` },
  )
}
