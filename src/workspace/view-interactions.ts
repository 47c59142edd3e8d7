import { z } from 'zod'
import { asList, asObject, type Json } from './check-texts.ts'
import type { CloseView, OpenView, SubmitView } from './client-protocol.ts'
import { interactionBase, unanswered, type InteractionDeps, type Outcome } from './interactions.ts'
import { filePayload } from './payloads.ts'
import { SlackRefusal } from './slack-refusal.ts'

type Values = SubmitView['values']

// docs, modals: what an app may answer to a submission; nothing closes the view.
const Response = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
])
type Response = z.infer<typeof Response>

export async function submitView(deps: InteractionDeps, submit: SubmitView): Promise<Outcome> {
  const open = ownView(deps, submit)
  const values = withFiles(deps, submit)
  const payload = {
    type: 'view_submission',
    ...interactionBase(deps, submit.user),
    view: deps.views.payload(open, values),
    response_urls: responseUrlsOf(deps, open, values),
  }
  const answer = await deps.delivery.send({ type: 'interactive', payload })
  if (!answer.acknowledged) return unanswered(deps)
  const isPlain = Object.keys(asObject(answer.payload)).length === 0
  const response = isPlain ? null : Response.safeParse(answer.payload)
  if (response && !response.success) return { ok: false, error: 'invalid_response' }
  return carryOut(deps, open, response?.data ?? null)
}

function carryOut({ views }: InteractionDeps, open: OpenView, response: Response | null): Outcome {
  switch (response?.response_action) {
    case undefined:
      views.close(open.user, [open.id])
      break
    case 'errors':
      if (!Object.keys(response.errors).every((block) => hasInput(open, block)))
        return { ok: false, error: 'invalid_response' }
      views.showErrors(open, response.errors)
      break
    case 'update':
      views.update(open.id, response.view)
      break
    case 'push':
      views.push(open.user, response.view)
      break
    case 'clear':
      closeAll({ views }, open.user)
      break
  }
  return { ok: true }
}

export async function closeView(deps: InteractionDeps, close: CloseView): Promise<Outcome> {
  const open = ownView(deps, close)
  const view = asObject(open.view)
  const isCleared = view['clear_on_close'] === true
  const payload = {
    type: 'view_closed',
    ...interactionBase(deps, close.user),
    view: deps.views.payload(open),
    is_cleared: isCleared,
  }
  if (isCleared) closeAll(deps, close.user)
  else deps.views.close(close.user, [open.id])
  if (view['notify_on_close'] === true) await deps.delivery.send({ type: 'interactive', payload })
  return { ok: true }
}

function closeAll({ views }: Pick<InteractionDeps, 'views'>, user: string): void {
  views.close(
    user,
    views.of(user).map((each) => each.id),
  )
}

function ownView({ views }: InteractionDeps, of: { user: string; view_id: string }): OpenView {
  const open = views.of(of.user).find((view) => view.id === of.view_id)
  if (!open) throw new SlackRefusal('view_not_found')
  return open
}

function hasInput(open: OpenView, blockId: string): boolean {
  return asList(open.view.blocks).some((block) => block['type'] === 'input' && block['block_id'] === blockId)
}

// The page knows the ids of what was chosen; the app gets whole file objects, and from now on may read them.
function withFiles(deps: InteractionDeps, { user, values }: SubmitView): Values {
  const complete = (field: Json): Json => {
    if (!Array.isArray(field['files'])) return field
    const files = asList(field['files']).flatMap(({ id }) => {
      const file = deps.store.files.get(String(id))
      if (!file || file.user !== user) return []
      const given = { ...file, isGiven: true as const }
      if (!file.isGiven) deps.store.put({ kind: 'file', value: given })
      return [filePayload(deps, given)]
    })
    return { ...field, files }
  }
  return mapFields(values, complete)
}

function mapFields(values: Values, change: (field: Json) => Json): Values {
  const inBlock = (fields: Values[string]) =>
    Object.fromEntries(Object.entries(fields).map(([action, field]) => [action, change(field)]))
  return Object.fromEntries(Object.entries(values).map(([block, fields]) => [block, inBlock(fields)]))
}

// docs, conversations_select: response_url_enabled gives an address for the channel that was chosen.
function responseUrlsOf(deps: InteractionDeps, open: OpenView, values: Values): object[] {
  return asList(open.view.blocks).flatMap((block) => {
    const element = asObject(block['element'])
    if (element['response_url_enabled'] !== true) return []
    const [block_id, action_id] = [String(block['block_id']), String(element['action_id'])]
    const chosen = values[block_id]?.[action_id]
    const channel = chosen?.['selected_conversation'] ?? chosen?.['selected_channel']
    if (typeof channel !== 'string') return []
    const response_url = deps.responseUrls.issue({ channel, user: open.user, ts: null })
    return [{ block_id, action_id, channel_id: channel, response_url }]
  })
}
