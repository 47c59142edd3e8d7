import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiClient } from '../support/api-client.ts'
import { projectFolder } from '../support/program.ts'
import type { SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

export interface Team {
  api: ApiClient
  ada: SlackUser
  roll: () => number
}

const patience = 180_000

/** One minute of a team's work: six documents by program, and now and then something in Slack. Resolves when all has ended. */
export async function oneMinute(team: Team, minute: number): Promise<void> {
  const { api, roll } = team
  const asked = Array.from({ length: 6 }, async (_, index) => {
    const { bytes, name } = await documentOf(roll(), `${minute}-${index}`)
    const { body } = await api.post({ bytes, name }, { fields: { analysis: 'test' } })
    if (roll() < 0.1) await api.cancel(body['task'])
    await until(async () => isEnded(await api.get(body['task'])), {
      timeoutMs: patience,
      what: `the end of ${name}`,
    })
  })
  await Promise.all([...asked, ...(minute % 4 === 0 ? [inSlack(team, minute)] : [])])
}

function isEnded({ body }: Awaited<ReturnType<ApiClient['get']>>): boolean {
  return ['done', 'failed', 'cancelled'].includes(String(body['state']))
}

async function documentOf(roll: number, id: string): Promise<{ bytes: Uint8Array; name: string }> {
  const fixture = async (name: string) => readFile(join(projectFolder, 'test/fixtures', name))
  if (roll < 0.1) return { bytes: await fixture('agency.pdf'), name: `agency-${id}.pdf` }
  if (roll < 0.15) return { bytes: await fixture('hostile/truncated.pdf'), name: `broken-${id}.pdf` }
  if (roll < 0.2) return { bytes: await fixture('cloud-service.docx'), name: `cloud-${id}.docx` }
  const text = `Agreement number ${id}, governed by the laws of England. It ends on 31 December 2030.`
  return { bytes: Buffer.from(text), name: `agreement-${id}.txt` }
}

async function inSlack({ ada, roll }: Team, minute: number): Promise<void> {
  const text = `Agreement in thread ${minute}, governed by the laws of France.`
  const message = await ada.drop({ name: `thread-${minute}.txt`, bytes: Buffer.from(text) })
  await until(async () => ada.press(message, 'Test analysis').catch(() => false), {
    timeoutMs: patience,
    what: 'a click that works',
  })
  await ada.sees(message, /"title":"[^"]*: done"/, patience)
  if (roll() < 0.5) await ada.press(message, 'Full report').catch(() => false)
}
