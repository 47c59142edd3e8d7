import { z } from 'zod'
import type { OpenView } from './client-protocol.ts'
import { method, type ApiDeps, type Method } from './method.ts'
import { SlackRefusal } from './slack-refusal.ts'

const Opened = z.object({ trigger_id: z.string(), view: z.unknown() })
const Updated = z.object({
  view_id: z.string().optional(),
  external_id: z.string().optional(),
  hash: z.string().optional(),
  view: z.unknown(),
})
const Published = z.object({ user_id: z.string(), hash: z.string().optional(), view: z.unknown() })

/** views.* as the bot calls them. */
export const viewMethods: Record<string, Method> = {
  'views.open': method(Opened, (deps, args) => shown(deps, deps.views.open(args.trigger_id, args.view))),
  'views.push': method(Opened, (deps, args) => shown(deps, deps.views.open(args.trigger_id, args.view))),
  'views.update': method(Updated, (deps, args) => {
    const id = args.view_id ?? deps.views.findExternal(args.external_id ?? '')?.id
    if (id === undefined) throw new SlackRefusal('not_found')
    return shown(deps, deps.views.update(id, args.view, args.hash))
  }),
  'views.publish': method(Published, (deps, args) => {
    if (!deps.store.people.has(args.user_id)) throw new SlackRefusal('user_not_found')
    return shown(deps, deps.views.publish(args.user_id, args.view, args.hash))
  }),
}

function shown({ views }: ApiDeps, open: OpenView): { view: object } {
  return { view: views.payload(open) }
}
