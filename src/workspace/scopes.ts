import type { Channel } from './client-protocol.ts'
import type { Store } from './store.ts'

/** The scopes the app was given; null where its manifest names none: all of them. */
export type Granted = ReadonlySet<string> | null

// docs, each method's page. What is not listed needs no scope.
const byMethod: Record<string, string> = {
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'reactions.add': 'reactions:write',
  'reactions.remove': 'reactions:write',
  'reactions.get': 'reactions:read',
  'files.info': 'files:read',
  'files.delete': 'files:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'bots.info': 'users:read',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'conversations.open': 'im:write',
  'conversations.join': 'channels:join',
}

// Those that need one for the kind of channel they are asked about.
const byChannel: Record<string, string> = {
  'conversations.info': 'read',
  'conversations.members': 'read',
  'conversations.history': 'history',
  'conversations.replies': 'history',
}
const byTypes = ['conversations.list', 'users.conversations']

const byEvent: Record<string, string[]> = {
  file_shared: ['files:read'],
  file_deleted: ['files:read'],
  app_mention: ['app_mentions:read'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  'message.im': ['im:history'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
}

const families: Record<Channel['kind'], string> = { public: 'channels', private: 'groups', im: 'im' }
const familiesOfTypes: Record<string, string> = {
  public_channel: 'channels',
  private_channel: 'groups',
  im: 'im',
  mpim: 'mpim',
}

/** The scope that this call lacks; null where it lacks none. */
export function missingScope(
  { store, granted }: { store: Store; granted: Granted },
  { name, args }: { name: string; args: Record<string, unknown> },
): string | null {
  if (!granted) return null
  return neededScopes(store, name, args).find((scope) => !granted.has(scope)) ?? null
}

function neededScopes(store: Store, name: string, args: Record<string, unknown>): string[] {
  const scope = byMethod[name]
  if (scope) return [scope]
  const verb = byChannel[name]
  if (verb) return [`${families[store.channels.get(String(args['channel']))?.kind ?? 'public']}:${verb}`]
  if (!byTypes.includes(name)) return []
  const types = String(args['types'] ?? 'public_channel').split(',')
  return types.map((type) => `${familiesOfTypes[type.trim()] ?? 'channels'}:read`)
}

/** Whether the app may hear of an event that its manifest names. */
export function mayHear(granted: Granted, event: string): boolean {
  const scopes = byEvent[event]
  return !granted || !scopes || scopes.some((scope) => granted.has(scope))
}
