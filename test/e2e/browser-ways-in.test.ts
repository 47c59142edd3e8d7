import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drop, fileOf, textFile, useBrowser, visit } from '../support/page.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { takePicture } from '../support/pictures.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
const law = 'This lease shall be governed by the laws of France. The lessee pays the rent monthly.'
const done = /: done$/

const opened = new AsyncDisposableStack()
let browser: Browser
let url: string

beforeAll(async () => {
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  const program = opened.use(await startProgram({ home: home.folder, databaseUrl: database.url }))
  browser = opened.use(await useBrowser()).browser
  url = program.url
})
afterAll(() => opened.disposeAsync())

test('one file is dropped, the analysis is chosen under it, the result stands in its thread', async () => {
  await visit({ browser, url }, async ({ page, message, thread }) => {
    await page.getByText('Drop a contract here').waitFor()
    await drop(page, [await fileOf(contract)])
    await message('agency.pdf').waitFor()
    await thread.getByText('What shall I do with').waitFor()
    await takePicture(page, 'offer')
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText(done).waitFor()
    await thread.getByText(/quotes checked/).waitFor()
  })
})

test('an admin adds a rule in the Home tab; what is dropped then starts by itself', async () => {
  await visit({ browser, url }, async ({ page, thread, dialog, goTo }) => {
    await goTo('Paralegal: Home')
    await page.getByRole('heading', { name: 'Channel rules' }).waitFor()
    await page.getByRole('button', { name: 'Add a rule' }).click()
    const form = dialog('Add a rule')
    await form.getByLabel('Channel').selectOption('#deal-room')
    await form.getByLabel('Kind of file').selectOption('Plain text')
    await form.getByRole('radio', { name: 'Start the analysis below at once' }).check()
    await form.getByLabel('Analysis', { exact: true }).selectOption('Contract analysis')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Contract analysis starts at once').waitFor()
    await page
      .getByRole('main')
      .locator('.home-body')
      .evaluate((body) => body.scrollTo(0, 0))
    await takePicture(page, 'home')
    await goTo(/^#deal-room/)
    await drop(page, [textFile('eighth.txt', law)])
    await thread.getByText('Contract analysis of eighth.txt: done').waitFor()
    // Thought better of: a question is asked first, and "Keep" keeps it.
    await goTo('Paralegal: Home')
    await page.getByRole('button', { name: 'Change' }).click()
    const change = dialog('Change a rule')
    await change.getByRole('button', { name: 'Delete this rule' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Keep' }).click()
    await change.getByRole('button', { name: 'Delete this rule' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await dialog('Channel rules').locator('footer').getByRole('button').click()
    await dialog('Channel rules').waitFor({ state: 'detached' })
    await page.getByText('Contract analysis starts at once').waitFor({ state: 'detached' })
  })
})

test('several files are dropped at once, and one is chosen “With details…”', async () => {
  await visit({ browser, url }, async ({ page, message, thread, dialog }) => {
    await drop(page, [textFile('first.txt', law), textFile('second.txt', law)])
    await message('first.txt').filter({ hasText: 'second.txt' }).waitFor()
    await thread.getByText('these 2 files').waitFor()
    await thread.getByRole('button', { name: 'With details…' }).click()
    const form = dialog('Contract analysis')
    await form.getByRole('checkbox', { name: 'first.txt' }).uncheck()
    await form.getByLabel('Title').fill('The second lease')
    await form.getByRole('button', { name: 'Analyse' }).click()
    await form.waitFor({ state: 'detached' })
    await thread.getByText('Contract analysis of second.txt: done').waitFor()
    expect(await thread.getByText('Contract analysis of first.txt').count()).toBe(0)
  })
})

test('the command with words after it opens the form with them; the file is chosen there', async () => {
  await visit({ browser, url }, async ({ page, thread, dialog, composer }) => {
    await composer('Message #contracts').fill('/analyze-contract The third lease')
    await composer('Message #contracts').press('Enter')
    const form = dialog('Contract analysis')
    await form.waitFor()
    expect(await form.getByLabel('Title').inputValue()).toBe('The third lease')
    const { name, bytes } = textFile('third.txt', law)
    await form
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(bytes) })
    await form.getByText('third.txt').waitFor()
    await form.getByLabel('Type of contract').selectOption('Lease')
    await takePicture(page, 'form')
    await form.getByRole('button', { name: 'Analyse' }).click()
    await thread.getByText('Contract analysis of third.txt: done').waitFor()
    // Where one was before the form, one goes on writing.
    await form.waitFor({ state: 'detached' })
    await page.locator('[aria-label="Message #contracts"]:focus').waitFor()
  })
})

test('a file that somebody posted earlier is analysed by the menu of its message', async () => {
  await visit({ browser, url, place: 'U0BEN/C0CONTRACTS' }, async ({ page, message, thread, dialog }) => {
    await drop(page, [textFile('fourth.txt', law)])
    await thread.getByText('What shall I do with').waitFor()
    await message('fourth.txt').hover()
    await message('fourth.txt').getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Analyse this file' }).click()
    const form = dialog('Contract analysis')
    await form.getByText('fourth.txt').waitFor()
    await form.getByRole('button', { name: 'Analyse' }).click()
    await thread.getByText('Contract analysis of fourth.txt: done').waitFor()
  })
})

test('the shortcut from anywhere by keyboard only: the menu, the form, the place', async () => {
  await visit({ browser, url }, async ({ page, message, thread, dialog, composer }) => {
    const { keyboard } = page
    await composer('Message #contracts').focus()
    await tabTo(page, 'Shortcuts')
    await keyboard.press('Enter')
    // At once, as a quick hand does.
    await keyboard.press('Enter')
    const form = dialog('Contract analysis')
    await form.waitFor()
    // The one thing that no keyboard of a test can do is the system's own dialog for files.
    const { name, bytes } = textFile('fifth.txt', law)
    await form
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(bytes) })
    await form.getByText('fifth.txt').waitFor()
    expect(await form.getByLabel('Where the result goes').locator('option:checked').innerText()).toBe(
      '#contracts',
    )
    await form.getByLabel('Title').focus()
    await keyboard.press('Enter')
    await form.waitFor({ state: 'detached' })
    await message('fifth.txt').waitFor()
    await thread.getByText('Contract analysis of fifth.txt: done').waitFor()
    await page.locator('[aria-label="Shortcuts"]:focus').waitFor()
  })
})

test('a mention with a question in the thread is answered from its document', async () => {
  await visit({ browser, url }, async ({ page, thread, composer }) => {
    await drop(page, [textFile('sixth.txt', law)])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('Contract analysis of sixth.txt: done').waitFor()
    await composer('Reply in the thread').fill('@Paralegal Which law governs the lease?')
    await composer('Reply in the thread').press('Enter')
    const answer = thread.locator('.message').filter({ hasText: 'Which law governs the lease?' })
    await answer.first().waitFor()
    await thread
      .locator('.message')
      .last()
      .locator('blockquote')
      .filter({ hasText: 'laws of France' })
      .waitFor()
  })
})

test('a file in a direct message is offered and analysed there', async () => {
  await visit({ browser, url }, async ({ page, thread, goTo }) => {
    await goTo('Paralegal: Messages')
    await drop(page, [textFile('seventh.txt', law)])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('Contract analysis of seventh.txt: done').waitFor()
  })
})

async function tabTo(page: Page, label: string): Promise<void> {
  for (let pressed = 0; pressed < 10; pressed++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate('document.activeElement?.getAttribute("aria-label")')
    if (at === label) return
  }
  throw new Error(`the Tab key does not lead to ${label}`)
}
