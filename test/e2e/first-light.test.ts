import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { readDocument } from '../../src/documents/read-document.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { makeHome, projectFolder, runCommand, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

async function readContract(): Promise<Document> {
  return readDocument(await readFile(contract), { fileName: 'strategic-alliance.pdf' })
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}

interface ShownQuote {
  quote: string
  page: number
}

/** The quotes that a thread shows, each with the page under it. */
function quotesIn(messages: Message[]): ShownQuote[] {
  return messages.flatMap((message) =>
    message.blocks.flatMap((block) => {
      if (block.type !== 'rich_text') return []
      const at = block.elements.findIndex((element) => element.type === 'rich_text_quote')
      const quote = JSON.stringify(block.elements[at])
      const place = JSON.stringify(block.elements[at + 1] ?? '')
      if (at === -1) return []
      return [
        {
          quote: JSON.parse(/"text":("(?:[^"\\]|\\.)*")/.exec(quote)?.[1] ?? '""') as string,
          page: Number(/Page (\d+)/.exec(place)?.[1]),
        },
      ]
    }),
  )
}

function expectVerbatim(document: Document, quotes: ShownQuote[]): void {
  expect(quotes.length).toBeGreaterThanOrEqual(5)
  for (const { quote, page } of quotes) {
    const span = document.pages.find((each) => each.number === page)
    expect(flat(document.text.slice(span?.start, span?.end))).toContain(quote)
  }
}

test('a contract that is dropped gets checked findings in its thread, the same by the command', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const ada = new SlackUser(program.url)
  const document = await readContract()

  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'offline/offline-extractive')
  await ada.sees(dropped, /"title":"[^"]*: done"/)
  const thread = await ada.thread(dropped)
  expectVerbatim(document, quotesIn(thread))
  expect(thread.map(shown).join('\n')).toContain('Extractive, no language model used')
  expect(thread.map(shown).join('\n')).toMatch(/\d+ findings, \d+ quotes checked: \d+ verified/)

  const form = await ada.command('/analyze-contract')
  const file = await ada.upload(await readFile(contract), 'alliance.pdf')
  await ada.submit(form, {
    document: { file: { type: 'file_input', files: [{ id: file.id }] } },
    contract_type: {
      choice: { type: 'static_select', selected_option: { value: 'Supply or manufacturing' } },
    },
  })
  const opening = await expectOpening(ada, 'alliance.pdf')
  await ada.sees(opening, 'offline/offline-extractive')
  expectVerbatim(document, quotesIn(await ada.thread(opening)))
  const task = await database.db
    .selectFrom('task')
    .select('variables')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  expect(task.variables).toEqual({ contract_type: 'Supply or manufacturing' })
})

async function expectOpening(user: SlackUser, fileName: string): Promise<Message> {
  const { until } = await import('../support/until.ts')
  return until(
    async () =>
      (await user.state()).messages.find(
        (message) =>
          message.thread_ts === null && shown(message).includes(fileName) && message.user === 'U0PARALEGAL',
      ),
    {
      what: 'the opening message',
    },
  )
}

test('a second click and a redelivered event change nothing', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const ada = new SlackUser(program.url)
  const dropped = await ada.drop(contract)
  await Promise.all([ada.press(dropped, 'Contract analysis'), ada.press(dropped, 'Contract analysis')])
  await ada.sees(dropped, 'offline/offline-extractive')
  expect(await database.db.selectFrom('task').select('id').execute()).toHaveLength(1)
  const offers = (await ada.thread(dropped)).filter((message) => shown(message).includes('started'))
  expect(offers).toHaveLength(1)
})

test('where the bot is no member, the person who asked gets the thread as a direct message', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const ada = new SlackUser(program.url)
  const form = await ada.command('/analyze-contract', 'C0GENERAL')
  const file = await ada.upload(await readFile(contract), 'alliance.pdf')
  await ada.submit(form, { document: { file: { type: 'file_input', files: [{ id: file.id }] } } })
  const opening = await expectOpening(ada, 'alliance.pdf')
  expect(opening.channel).toBe('D0ADA')
  await ada.sees(opening, 'offline/offline-extractive')
})

test('the command line runs the same analysis and shows its prompts', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const of = { home: home.folder, databaseUrl: database.url }
  const run = await runCommand(
    of,
    'analyze',
    contract,
    '--set',
    'parties=Oxbow, we are Global Energy',
    '--json',
  )
  expect(run.stderr).toContain('5/5')
  expect(run.code).toBe(0)
  const result = JSON.parse(run.stdout) as {
    task: string
    findings: { quote: string; page: number; mark: string; start: number; end: number }[]
  }
  const document = await readContract()
  expectVerbatim(document, result.findings)
  for (const { quote, start, end } of result.findings)
    expect(flat(document.text.slice(start, end))).toBe(quote)

  const log = await runCommand(of, 'log', result.task)
  expect(log.stdout).toContain('Oxbow, we are Global Energy')
  expect(log.stdout).toContain('[Page 20]')
  expect(log.stdout).toContain('analyze-contract/risk-areas.txt v3')
  const list = await runCommand(of, 'log')
  expect(list.stdout).toContain(result.task)
  const unknown = await runCommand(of, 'analyze', contract, '--set', 'colour=red')
  expect(unknown).toMatchObject({ code: 1 })
  expect(unknown.stderr).toContain('analyze-contract has no variable colour. It has: contract_title')
})
