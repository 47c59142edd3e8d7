import { randomBytes } from 'node:crypto'
import type { Entry } from './entries.ts'
import { botUserId } from './ids.ts'

/** What a new workspace holds: three people, the bot, one channel with it and one without. */
export function seedEntries(): Entry[] {
  const people = [
    { id: 'U0ADA', name: 'Ada Lovelace', bot: false, role: 'admin' as const },
    { id: 'U0BEN', name: 'Ben Okafor', bot: false, role: 'member' as const },
    { id: 'U0CHIARA', name: 'Chiara Rossi', bot: false, role: 'member' as const },
  ]
  const everybody = people.map((person) => person.id)
  return [
    {
      kind: 'secrets',
      value: {
        botToken: `xoxb-local-${secret()}`,
        appToken: `xapp-local-${secret()}`,
        signingSecret: secret(),
      },
    },
    ...people.map((value): Entry => ({ kind: 'person', value })),
    { kind: 'person', value: { id: botUserId, name: 'Paralegal', bot: true, role: 'member' } },
    {
      kind: 'channel',
      value: {
        id: 'C0CONTRACTS',
        name: 'contracts',
        kind: 'public',
        members: [...everybody, botUserId],
        isConnect: false,
      },
    },
    {
      kind: 'channel',
      value: {
        id: 'C0GENERAL',
        name: 'general',
        kind: 'public',
        members: everybody,
        creator: 'U0BEN',
        isConnect: false,
      },
    },
    ...people.map((person): Entry => ({
      kind: 'channel',
      value: {
        id: `D${person.id.slice(1)}`,
        name: 'Paralegal',
        kind: 'im',
        members: [person.id, botUserId],
        isConnect: false,
      },
    })),
  ]
}

function secret(): string {
  return randomBytes(18).toString('hex')
}
