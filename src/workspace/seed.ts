import { randomBytes } from 'node:crypto'
import type { Channel, Person } from './client-protocol.ts'
import type { Entry } from './entries.ts'
import { botUserId } from './ids.ts'

const people: Person[] = [
  { id: 'U0ADA', name: 'Ada Lovelace', bot: false, role: 'admin' },
  { id: 'U0BEN', name: 'Ben Okafor', bot: false, role: 'member' },
  { id: 'U0CHIARA', name: 'Chiara Rossi', bot: false, role: 'member' },
  { id: 'U0DAN', name: 'Dan Guest', bot: false, role: 'guest' },
  { id: 'U0GINA', name: 'Gina Weiss (Acme)', bot: false, role: 'member', team: 'T0ACME' },
]

const colleagues = ['U0ADA', 'U0BEN', 'U0CHIARA']

/** What a new workspace holds: people of each kind, the bot, and a channel of each kind. */
export function seedEntries(): Entry[] {
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
    ...[...channels(), ...directMessages()].map((value): Entry => ({ kind: 'channel', value })),
  ]
}

function channels(): Channel[] {
  return [
    {
      id: 'C0CONTRACTS',
      name: 'contracts',
      kind: 'public',
      members: [...colleagues, 'U0DAN', botUserId],
      isConnect: false,
    },
    {
      id: 'C0GENERAL',
      name: 'general',
      kind: 'public',
      members: colleagues,
      creator: 'U0BEN',
      isConnect: false,
    },
    {
      id: 'C0DEALROOM',
      name: 'deal-room',
      kind: 'private',
      members: ['U0ADA', 'U0BEN', botUserId],
      isConnect: false,
    },
    {
      id: 'C0CONNECT',
      name: 'acme-and-us',
      kind: 'public',
      members: ['U0ADA', 'U0GINA', botUserId],
      isConnect: true,
    },
  ]
}

// People of another company have none: apps are only their own company's to talk to.
function directMessages(): Channel[] {
  return people
    .filter((person) => person.team === undefined)
    .map((person) => ({
      id: `D${person.id.slice(1)}`,
      name: 'Paralegal',
      kind: 'im',
      members: [person.id, botUserId],
      isConnect: false,
    }))
}

function secret(): string {
  return randomBytes(18).toString('hex')
}
