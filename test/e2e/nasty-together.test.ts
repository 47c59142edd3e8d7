import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { allNasty } from '../support/nasty/all-nasty.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { writes } from '../support/talk.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const timeoutMs = 600_000
/** So many files Slack takes with one message. */
const perMessage = 10
const places = ['C0CONTRACTS', 'C0DEALROOM', 'D0ADA']

// The offline model would read a text of millions of characters for longer than all the rest take together.
const cases = allNasty
  .filter((each) => !each.isLong)
  .map((each, index) => ({
    ...each,
    // Made before the program starts: making them takes seconds in which no connection is kept.
    made: each.bytes(),
    fileName: `case-${index}.${each.fileName.replace(/^.*\./, '').replace(/svg|xml|doc$/, 'txt')}`,
  }))

async function dropAll(ada: SlackUser): Promise<Map<string, Message>> {
  const roots = new Map<string, Message>()
  for (let first = 0; first < cases.length; first += perMessage) {
    const together = cases.slice(first, first + perMessage)
    const files = await Promise.all(together.map(({ made, fileName }) => ada.upload(made, fileName)))
    // Among people, pictures are passed over.
    const hasPicture = together.some(({ fileName }) => /\.(?:png|jpg)$/.test(fileName))
    const channel = hasPicture ? 'D0ADA' : (places[(first / perMessage) % places.length] ?? ada.channel)
    const root = await writes(ada, '', { channel, files: files.map(({ id }) => id) })
    for (const { fileName } of together) roots.set(fileName, root)
  }
  return roots
}

test(
  'all nasty files together end in clear words in their threads, and the program still analyses a contract',
  async () => {
    await using database = await createTestDatabase()
    await using home = await makeHome()
    await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
    const ada = new SlackUser(program.url)
    const roots = await dropAll(ada)
    for (const root of new Set(roots.values())) {
      const together = cases.filter(({ fileName }) => roots.get(fileName) === root)
      const button =
        together.length === 1 ? 'Contract analysis' : `Contract analysis of all ${together.length}`
      await ada.press(root, button)
    }

    const tasks = await until(
      async () => {
        const rows = await database.db
          .selectFrom('task')
          .select(['file_name', 'state', 'error_code'])
          .execute()
        return rows.length === cases.length &&
          rows.every(({ state }) => state === 'done' || state === 'failed')
          ? rows
          : undefined
      },
      { timeoutMs, what: 'the end of all tasks' },
    )
    const ended = new Map(tasks.map(({ file_name, error_code }) => [file_name, error_code]))
    expect(Object.fromEntries(cases.map(({ name, fileName }) => [name, ended.get(fileName)]))).toEqual(
      Object.fromEntries(cases.map(({ name, ends }) => [name, 'code' in ends ? ends.code : null])),
    )
    const missing: string[] = []
    for (const { name, fileName, ends } of cases) {
      const root = roots.get(fileName)
      const words =
        'code' in ends
          ? [ends.says]
          : ends.warnings.map(([, said]) => said.replace(/^its name.*/, 'its name'))
      const found = await until(
        async () => {
          const said = root
            ? (await ada.thread(root)).map(shown).filter((text) => text.includes(fileName))
            : []
          return words.every((each) => said.some((text) => text.toLowerCase().includes(each.toLowerCase())))
        },
        { timeoutMs: 60_000 },
      ).catch(() => false)
      if (!found) missing.push(`${name}: ${words.join(', ')}`)
    }
    expect(missing).toEqual([])

    const good = await ada.drop(join(projectFolder, 'test/fixtures/agency.pdf'))
    await ada.press(good, 'Contract analysis')
    await ada.sees(good, 'offline/offline-extractive', 60_000)
  },
  timeoutMs,
)
