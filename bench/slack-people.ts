import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenView } from '../src/workspace/client-protocol.ts'
import { botUserId } from '../src/workspace/ids.ts'
import { seedEntries } from '../src/workspace/seed.ts'
import { SlackUser } from '../test/support/slack-user.ts'
import { until } from '../test/support/until.ts'

const channel = 'C0CONTRACTS'
const ids = Array.from({ length: 100 }, (_, index) => `U0BENCH${index + 1}`)

/** Fills a folder with a workspace in whose channel a hundred people are. */
export async function writePeople(folder: string): Promise<void> {
  const people = ids.map((id) => ({
    kind: 'person',
    value: { id, name: `Person ${id.slice(7)}`, bot: false, role: 'member' },
  }))
  const busy = {
    kind: 'channel',
    value: { id: channel, name: 'contracts', kind: 'public', members: [...ids, 'U0ADA', botUserId] },
  }
  const entries = [...seedEntries(), ...people, busy]
  await writeFile(
    join(folder, 'journal.jsonl'),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  )
}

/** Everybody types the command at the same time; done when everybody has had their form, and closed it. */
export async function commandAtOnce(url: string): Promise<void> {
  const people = ids.map((id) => new SlackUser(url, id))
  const run = { channel, command: '/analyze-contract', text: '' }
  const outcomes = await Promise.all(people.map((each) => each.post('command', { ...run, user: each.id })))
  const refused = outcomes.filter((outcome) => !(outcome as { ok: boolean }).ok)
  if (refused.length > 0) throw new Error(`${refused.length} commands failed: ${JSON.stringify(refused[0])}`)
  for (const each of people) {
    const form = await until<OpenView>(async () => (await each.state()).views.at(-1), { what: 'a form' })
    await each.post('view/close', { user: each.id, view_id: form.id })
  }
}
