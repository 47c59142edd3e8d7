import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerDifferently, votedAnalysis } from '../support/ballot-scene.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { drop, fileOf, useBrowser, visit, type Visit } from '../support/page.ts'
import { takePicture } from '../support/pictures.ts'
import { makeHome, projectFolder, startProgram, type Program } from '../support/program.ts'
import { settle } from '../support/settled-votes.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { writePrompts } from '../support/test-engine.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
const alliance = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

const opened = new AsyncDisposableStack()
let browser: Browser
let program: Program
let llm: FakeLlm
let start: () => Promise<Program>

beforeAll(async () => {
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  llm = opened.use(await startFakeLlm())
  await writePrompts(home.folder, votedAnalysis)
  start = async () => startProgram({ home: home.folder, databaseUrl: database.url, env: llm.env })
  program = await start()
  opened.defer(async () => program[Symbol.asyncDispose]())
  browser = opened.use(await useBrowser()).browser
})
afterAll(() => opened.disposeAsync())

function draft({ thread }: Visit, label: string): Locator {
  return thread
    .locator('.message')
    .filter({ has: thread.page().getByText(`Draft ${label}`, { exact: false }) })
    .first()
}

/** The button under a draft that votes for it, with so many votes beside the bot's. */
function voteButton(at: Visit, label: string, votes: number): Locator {
  return draft(at, label).getByRole('button', { name: `white_check_mark, ${votes + 1}` })
}

async function startVote(at: Visit, name: string): Promise<void> {
  answerDifferently(llm)
  await drop(at.page, [await fileOf(contract, name)])
  await at.thread.getByRole('button', { name: 'Test analysis' }).click()
  await at.thread.getByText('Which draft should be the result').waitFor()
}

test('three people vote on blind drafts, one changes her mind, and the one who asked closes with a reason', async () => {
  await visit({ browser, url: program.url }, async (at) => {
    const { page, thread } = at
    await startVote(at, 'one.pdf')
    expect(await thread.textContent()).not.toContain('claude')
    await voteButton(at, 'A', 0).click()
    await voteButton(at, 'A', 1).waitFor()

    await at.become('Ben Okafor')
    await at.message('one.pdf').getByRole('button', { name: /repl/ }).click()
    await voteButton(at, 'A', 1).click()
    await voteButton(at, 'A', 2).click()
    await voteButton(at, 'B', 0).click()
    await voteButton(at, 'B', 1).waitFor()
    await thread.getByRole('button', { name: 'Close the vote…' }).click()
    await page.getByText('who asked for this analysis, or an admin can do that').waitFor()

    await at.become('Chiara Rossi')
    await at.message('one.pdf').getByRole('button', { name: /repl/ }).click()
    await voteButton(at, 'B', 1).click()
    await voteButton(at, 'B', 2).waitFor()

    await at.become('Ada Lovelace (admin)')
    await at.message('one.pdf').getByRole('button', { name: /repl/ }).click()
    await thread.getByRole('button', { name: 'Close the vote…' }).click()
    await at.dialog('Close the vote').getByLabel('Why this draft?').fill('It names the amounts.')
    await at.dialog('Close the vote').getByRole('button', { name: 'Close it' }).click()
    await thread.getByText('Draft B is the result').waitFor()
    await thread.getByText('Votes: A 1, B 2, C 0.').waitFor()
    await thread.getByText('The result: draft B').waitFor()
    await thread
      .locator('.message', { hasText: 'The result: draft B' })
      .getByText(/anthropic\/claude.* · prompt v1/)
      .waitFor()
  })
})

test('the page and the program come back in the middle of a vote, and it goes on', async () => {
  let url = program.url
  await visit({ browser, url }, async (at) => {
    await startVote(at, 'two.pdf')
    await voteButton(at, 'C', 0).click()
    await voteButton(at, 'C', 1).waitFor()
  })
  await program.kill('SIGKILL')
  program = await start()
  url = program.url
  await visit({ browser, url }, async (at) => {
    await at.message('two.pdf').getByRole('button', { name: /repl/ }).click()
    await voteButton(at, 'C', 1).waitFor()
    await at.thread.getByRole('button', { name: 'Close the vote…' }).click()
    await at.dialog('Close the vote').getByRole('button', { name: 'Close it' }).click()
    await at.thread.getByText('The result: draft C').waitFor()
  })
})

test('without a model three answers of a real contract differ, are compared and voted for', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using offline = await startProgram({ home: home.folder, databaseUrl: database.url })
  const size = { width: 1280, height: 1180 }
  await visit({ browser, url: offline.url, size }, async (at) => {
    const { page, thread } = at
    await drop(page, [await fileOf(alliance, 'Strategic Alliance Agreement.pdf')])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByRole('button', { name: 'Two more answers' }).click()
    await thread.getByText('Which draft should be the result: A, B or C?').waitFor()
    await voteButton(at, 'B', 0).click()
    await thread.getByText('Which draft should be the result').scrollIntoViewIfNeeded()
    await takePicture(page, 'vote')
    await thread.getByRole('button', { name: 'Close the vote…' }).click()
    await at.dialog('Close the vote').getByLabel('Why this draft?').fill('It says what to read first.')
    await at.dialog('Close the vote').getByRole('button', { name: 'Close it' }).click()
    await thread.getByText('The result: draft B').waitFor()
    await thread.getByText('The result: draft B').scrollIntoViewIfNeeded()
    await takePicture(page, 'vote-closed')
  })
})

test('the picture of what wins stands in the page, with its words', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using offline = await startProgram({ home: home.folder, databaseUrl: database.url })
  for (let number = 0; number < 12; number++) await settle(database.db, 'T0LOCAL', number % 4 === 0 ? 2 : 1)
  await visit({ browser, url: offline.url }, async ({ page, composer, goTo }) => {
    await composer('Message #contracts').fill('/paralegal stats')
    await page.keyboard.press('Enter')
    await goTo('Paralegal: Messages')
    await page
      .locator('.channel .message', { hasText: '12 votes closed' })
      .getByRole('button', { name: /repl/ })
      .click()
    const picture = page
      .getByRole('complementary', { name: 'Thread' })
      .getByRole('img', { name: /claude-opus-5-5: won 9 of 12/ })
    await picture.waitFor()
    expect(
      await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(900)
    await takePicture(page, 'what-wins')
  })
})

test('votes whose events came three times or never are counted as the page shows them', async () => {
  answerDifferently(llm)
  const given = { mode: 'socket', env: llm.env, analysis: votedAnalysis } as const
  await withGivenSlack(given, async ({ workspace, db }) => {
    await visit({ browser, url: workspace.url }, async (at) => {
      await startVote(at, 'three.pdf')
      workspace.faults.deliveries = 3
      await voteButton(at, 'B', 0).click()
      await voteButton(at, 'B', 1).waitFor()
      await expect.poll(async () => (await db.selectFrom('vote').select('label').execute()).length).toBe(1)
      workspace.faults.deliveries = 1
      workspace.faults.loseEvents = 2
      await at.become('Ben Okafor')
      await at.message('three.pdf').getByRole('button', { name: /repl/ }).click()
      await voteButton(at, 'C', 0).click()
      await voteButton(at, 'B', 1).click()
      await voteButton(at, 'B', 2).waitFor()
      expect(await db.selectFrom('vote').select('person').execute()).toEqual([{ person: 'U0ADA' }])

      await at.become('Ada Lovelace (admin)')
      await at.message('three.pdf').getByRole('button', { name: /repl/ }).click()
      await at.thread.getByRole('button', { name: 'Close the vote…' }).click()
      await at.dialog('Close the vote').getByRole('button', { name: 'Close it' }).click()
      await at.thread.getByText('Votes: A 0, B 2, C 1.').waitFor()
    })
  })
})
