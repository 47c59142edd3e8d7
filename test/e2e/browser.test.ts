import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/documents/read-document.ts'
import { openBrowser } from '../support/browser.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { takePicture } from '../support/pictures.ts'
import { drop, fileOf } from '../support/page.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

async function expectCheckedFindings(page: Page): Promise<void> {
  const thread = page.getByRole('complementary', { name: 'Thread' })
  await thread.getByText('offline/offline-extractive').waitFor({ timeout: 30_000 })
  await thread.getByText(': done').waitFor()
  const counts = await thread.getByText(/\d+ findings, \d+ quotes checked/).innerText()
  const inThread = await expectQuotesOnTheirPages(thread)
  expect(inThread).toBeGreaterThanOrEqual(3)
  const button = thread.getByRole('button', { name: /^Show \d+ with quotes$/ })
  const listed = Number(/\d+/.exec(await button.innerText())?.[0])
  expect(inThread + listed).toBe(Number(/(\d+) quotes checked/.exec(counts)?.[1]))
  await button.click()
  const modal = page.getByRole('dialog', { name: 'Findings in full' })
  await modal.getByText('part 2 of 2').waitFor()
  expect(await expectQuotesOnTheirPages(modal)).toBe(listed)
  await modal.getByRole('button', { name: 'Previous' }).click()
  await modal.getByText('part 1 of 2').waitFor()
  expect(await expectQuotesOnTheirPages(modal)).toBe(inThread)
  await modal.locator('footer').getByRole('button', { name: 'Close' }).click()
  await modal.waitFor({ state: 'detached' })
}

/** Each quote that is shown is on the page that stands below it, which is a link to that page; gives how many there are. */
async function expectQuotesOnTheirPages(within: Locator): Promise<number> {
  const document = await readDocument(await readFile(contract), { fileName: 'a.pdf' })
  const quotes = await within.locator('blockquote').allInnerTexts()
  const places = await within.locator('blockquote + p').allInnerTexts()
  const links = await within
    .locator('blockquote + p a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  expect(places).toHaveLength(quotes.length)
  for (const [index, quote] of quotes.entries()) {
    const number = Number(/^Page (\d+) · ✓ quote/.exec(places[index] ?? '')?.[1])
    expect(links[index]).toMatch(new RegExp(`^http.*#page=${number}$`))
    const span = document.pages.find((each) => each.number === number)
    // A long one is cut, and says so.
    const words = quote.replace(/\s+/g, ' ').replace(/ \[…\]$/, '')
    expect(document.text.slice(span?.start, span?.end).replace(/\s+/g, ' ')).toContain(words)
  }
  return quotes.length
}

async function open(url: string) {
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1380, height: 900 } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.goto(url)
  return { page, problems, [Symbol.asyncDispose]: () => browser.close() }
}

test('a newcomer drops a contract on the page and reads checked findings in its thread', async () => {
  await using home = await makeHome()
  // No database either: the one that comes with the program.
  await using program = await startProgram({ home: home.folder })
  await using opened = await open(program.url)
  const { page } = opened
  await page.getByText('Drop a contract here').waitFor()
  await drop(page, [await fileOf(contract)])
  await page
    .getByRole('complementary', { name: 'Thread' })
    .getByRole('button', { name: 'Contract analysis' })
    .click()
  await expectCheckedFindings(page)
  await page.locator('aside .messages').evaluate((list) => list.scrollTo(0, 560))
  await takePicture(page, 'thread')
  await page.emulateMedia({ colorScheme: 'dark' })
  await takePicture(page, 'thread-dark')
  expect(opened.problems).toEqual([])
})

test('the same by the command: completion, form, errors, file, result', async () => {
  await using home = await makeHome()
  await using database = await createTestDatabase()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  await using opened = await open(program.url)
  const { page } = opened
  const composer = page.getByRole('textbox', { name: 'Message #contracts' })
  await composer.fill('/ana')
  await page.getByRole('option', { name: /analyze-contract/ }).waitFor()
  await composer.press('Tab')
  expect(await composer.inputValue()).toBe('/analyze-contract ')
  await composer.fill('/analyze-contract The alliance')
  await composer.press('Enter')
  const form = page.getByRole('dialog', { name: 'Contract analysis' })
  expect(await form.getByLabel('Title').inputValue()).toBe('The alliance')
  await form.getByRole('button', { name: 'Analyse' }).click()
  await form.getByRole('alert').waitFor()
  await form.locator('input[type=file]').setInputFiles(contract)
  await form.getByText('strategic-alliance.pdf').waitFor()
  await form.getByLabel('Type of contract').selectOption('Services')
  await form.getByRole('button', { name: 'Analyse' }).click()
  await form.waitFor({ state: 'detached' })
  await expectCheckedFindings(page)
  await page.reload()
  await page.getByRole('complementary', { name: 'Thread' }).getByText('offline/offline-extractive').waitFor()
  expect(opened.problems).toEqual([])
})
