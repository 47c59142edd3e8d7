import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnswerFinding } from '../../src/llm/answer.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { makePdf } from '../support/make-pdf.ts'
import { drop, textFile, useBrowser, visit } from '../support/page.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { writes } from '../support/talk.ts'
import { createTestDatabase } from '../support/test-database.ts'

const clauses = ['rent', 'term', 'notice', 'repairs', 'deposit', 'insurance', 'taxes', 'law'].map(
  (word, index) => `Clause ${index + 1} of this lease deals with the ${word} and with nothing else at all.`,
)
const findings = clauses.map((quote, index): AnswerFinding => ({
  title: `Point ${index + 1}`,
  severity: index < 2 ? 'high' : 'low',
  explanation: 'It matters.',
  recommendation: null,
  quote,
  page: null,
}))

const opened = new AsyncDisposableStack()
let browser: Browser
let url: string
let llm: FakeLlm

beforeAll(async () => {
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  llm = opened.use(await startFakeLlm())
  const { env } = llm
  const program = opened.use(await startProgram({ home: home.folder, databaseUrl: database.url, env }))
  browser = opened.use(await useBrowser()).browser
  url = program.url
})
afterAll(() => opened.disposeAsync())

function lease(name: string) {
  return textFile(name, clauses.join('\n'))
}

function isPdf(type: string | undefined): boolean {
  return type === 'application/pdf'
}

function answerAll(): void {
  llm.reply(({ body }) => {
    const isTerms = JSON.stringify(body['messages']).includes('Task: the key terms')
    return { answer: { answer: 'Fine.', findings: isTerms ? findings : [], not_found: [] } }
  })
}

test('Cancel stops the calls to the model', async () => {
  llm.reply({ delayMs: 60_000 })
  await visit({ browser, url }, async ({ page, thread }) => {
    await drop(page, [lease('one.txt')])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('0 of 5 parts ready').waitFor()
    await thread.getByRole('button', { name: 'Cancel' }).click()
    await thread.getByText('one.txt: cancelled').waitFor()
    await expect.poll(() => llm.open()).toBe(0)
  })
})

test('the part that failed is tried again, and the result becomes whole', async () => {
  let isRefusing = true
  llm.reply(({ body }) => {
    const isRisks = JSON.stringify(body['messages']).includes('Task: the risks')
    if (isRisks && isRefusing) return { finish: 'refused' }
    return { answer: { answer: 'Fine.', findings: [], not_found: [] } }
  })
  await visit({ browser, url }, async ({ page, thread }) => {
    await drop(page, [lease('two.txt')])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('Not answered: Risk areas.').waitFor()
    expect(await thread.locator('[data-status=error]').count()).toBe(1)
    isRefusing = false
    await thread.getByRole('button', { name: 'Try the failed part again' }).click()
    await thread.getByText('Not answered: Risk areas.').waitFor({ state: 'detached' })
    await thread.locator('[data-status=error]').waitFor({ state: 'detached' })
  })
})

test('all findings open with their quotes, the report comes as a file, a page opens the document', async () => {
  answerAll()
  await visit({ browser, url }, async ({ page, thread, dialog }) => {
    await drop(page, [{ name: 'three.pdf', bytes: makePdf([clauses.join('\n')]) }])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('8 findings, 8 quotes checked').waitFor()
    const open = thread.getByRole('button', { name: 'Show 6 with quotes' })
    await open.click()
    const modal = dialog('Findings in full')
    await modal.locator('blockquote').filter({ hasText: 'Clause 8' }).waitFor()
    expect(await modal.locator('blockquote').count()).toBe(6)
    await page.keyboard.press('Escape')
    await modal.waitFor({ state: 'detached' })
    // Escape closed the modal only, and one is where one was.
    await thread.waitFor()
    await page.locator('button:focus').filter({ hasText: 'Show 6 with quotes' }).waitFor()

    await thread.getByRole('button', { name: 'Full report' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      thread.getByRole('link', { name: 'report.md' }).click(),
    ])
    const report = await readFile(await download.path(), 'utf8')
    for (const clause of clauses) expect(report).toContain(`> ${clause}`)

    const [shown] = await Promise.all([
      page.context().waitForEvent('response', (response) => isPdf(response.headers()['content-type'])),
      thread.locator('blockquote + p').getByRole('link', { name: 'Page 1' }).first().click(),
    ])
    expect(shown.status()).toBe(200)
    expect(new URL(shown.url()).origin).toBe(url)
  })
})

test('“Run again…” opens the form as it was filled in, and asks with what was changed', async () => {
  answerAll()
  await visit({ browser, url }, async ({ page, thread, dialog }) => {
    await drop(page, [lease('four.txt')])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('8 quotes checked').waitFor()
    const before = llm.requests.length
    await thread.getByRole('button', { name: 'Run again…' }).click()
    const form = dialog('Contract analysis')
    await form.getByText('four.txt').waitFor()
    await form.getByLabel('Title').fill('The lease of the mill')
    await form.getByLabel('Answers to every question').selectOption('2, compared with each other')
    await form.getByRole('button', { name: 'Analyse' }).click()
    await form.waitFor({ state: 'detached' })
    await thread.getByText('8 quotes checked').nth(1).waitFor()
    const asked = llm.requests.slice(before).map(({ body }) => JSON.stringify(body))
    expect(asked.filter((body) => body.includes('The lease of the mill')).length).toBeGreaterThanOrEqual(10)
  })
})

test('in a narrow window channels are behind a button; what is new elsewhere is marked, what is long is folded', async () => {
  const size = { width: 390, height: 780 }
  await visit({ browser, url, place: 'U0BEN/C0GENERAL', size }, async ({ page, composer, goTo }) => {
    const ada = new SlackUser(url)
    await writes(ada, 'A line\n'.repeat(30), { channel: 'C0DEALROOM' })
    await page.getByRole('button', { name: 'Channels' }).click()
    await goTo('#deal-room (unread)')
    await page.getByRole('button', { name: 'See more' }).click()
    await page.getByRole('button', { name: 'See less' }).waitFor()
    await composer('Message #deal-room').waitFor()
    expect(await page.getByRole('button', { name: '#general' }).isVisible()).toBe(false)
    const width = await page.locator('html').evaluate((html) => html.scrollWidth)
    expect(width).toBe(size.width)
  })
})

test('a result for the person alone comes as a direct message, and is shared where it was asked for', async () => {
  answerAll()
  await visit({ browser, url }, async ({ page, thread, dialog, goTo, message }) => {
    await drop(page, [lease('own.txt')])
    await thread.getByRole('button', { name: 'With details…' }).click()
    const form = dialog('Contract analysis')
    await form.getByLabel('Only me, in a direct message').check()
    await form.getByRole('button', { name: 'Analyse', exact: true }).click()
    await thread.getByText('Only you see the result').waitFor()
    await goTo('Paralegal: Messages')
    await message('for your eyes only').getByRole('button', { name: /repl/ }).click()
    await thread.getByRole('button', { name: 'Share where I asked' }).click()
    await page
      .getByRole('alertdialog', { name: 'Share this result?' })
      .getByRole('button', { name: 'Share', exact: true })
      .click()
    await thread.getByText('You shared this in').waitFor()
    await goTo('#contracts')
    await message('own.txt').getByRole('button', { name: /repl/ }).click()
    await thread.getByText('shares this result').waitFor()
  })
})
