import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drop, textFile, useBrowser, visit } from '../support/page.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { takePicture } from '../support/pictures.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { createTestDatabase } from '../support/test-database.ts'

const lease = textFile('lease.txt', 'This lease shall be governed by the laws of France.')

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

test('a guest’s command is refused with words that only they see, until they dismiss them', async () => {
  await visit({ browser, url }, async ({ page, composer, message, become }) => {
    await become('Dan Guest (guest)')
    await composer('Message #contracts').fill('/analyze-contract')
    await composer('Message #contracts').press('Enter')
    const refusal = message('Guests cannot use me. Please ask a member of this workspace.')
    await refusal.getByText('Only visible to you').waitFor()
    await takePicture(page, 'refusal')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await refusal.getByRole('button', { name: 'Dismiss' }).click()
    await refusal.waitFor({ state: 'detached' })
    await composer('Message #contracts').fill('/paralegal')
    await composer('Message #contracts').press('Enter')
    await refusal.waitFor()
    await become('Ada Lovelace (admin)')
    await page.getByRole('button', { name: '#deal-room' }).waitFor()
    expect(await refusal.count()).toBe(0)
  })
})

test('who is not in a private channel neither sees nor opens it', async () => {
  await visit({ browser, url }, async ({ page, become }) => {
    const room = page.getByRole('button', { name: '#deal-room' })
    await room.waitFor()
    await become('Chiara Rossi')
    await room.waitFor({ state: 'detached' })
  })
  await visit({ browser, url, place: 'U0CHIARA/C0DEALROOM' }, async ({ page }) => {
    await page.getByText('This channel is not yours to see.').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
  })
})

test('nobody but who asked, or an admin, cancels an analysis', async () => {
  llm.reply({ delayMs: 60_000 })
  await visit({ browser, url }, async ({ page, thread, message, become }) => {
    await drop(page, [lease])
    await thread.getByRole('button', { name: 'Contract analysis' }).click()
    await thread.getByText('0 of 5 parts ready').waitFor()
    await become('Ben Okafor')
    await message('lease.txt').getByRole('button', { name: /repl/ }).click()
    await thread.getByRole('button', { name: 'Cancel' }).click()
    await page
      .getByText('Only @Ada Lovelace, who asked for this analysis, or an admin can do that.')
      .waitFor()
    await thread.getByText('0 of 5 parts ready').waitFor()
    await become('Ada Lovelace (admin)')
    await message('lease.txt').getByRole('button', { name: /repl/ }).click()
    await thread.getByRole('button', { name: 'Cancel' }).click()
    await thread.getByText('lease.txt: cancelled').waitFor()
  })
})

test('in a channel shared with another company nothing is offered, and the command is refused', async () => {
  await visit({ browser, url }, async ({ page, composer, message, goTo }) => {
    await goTo(/^#acme-and-us/)
    await drop(page, [lease])
    await message('lease.txt').waitFor()
    await composer('Message #acme-and-us').fill('/analyze-contract')
    await composer('Message #acme-and-us').press('Enter')
    const refusal = message('This channel is shared with another organisation, so I do not work here.')
    await refusal.getByText('Only visible to you').waitFor()
    expect(await page.getByRole('button', { name: /repl(y|ies)$/ }).count()).toBe(0)
  })
})

test('a file that cannot be read is named, with what can be', async () => {
  await visit({ browser, url }, async ({ page, thread, goTo }) => {
    await goTo('Paralegal: Messages')
    await drop(page, [textFile('accounts.csv', 'a,b\n1,2\n')])
    await thread
      .getByText('I cannot read accounts.csv. I read PDF, Word (.docx), text, web pages', { exact: false })
      .waitFor()
  })
})

test('a form without a document says what is missing, at its field, and keeps the rest', async () => {
  await visit({ browser, url }, async ({ page, composer, dialog }) => {
    await composer('Message #contracts').fill('/analyze-contract')
    await composer('Message #contracts').press('Enter')
    const form = dialog('Contract analysis')
    await form.getByLabel('Parties').fill('Ada & Ben')
    await form.getByRole('button', { name: 'Analyse' }).click()
    const alert = form.getByRole('alert')
    await alert.getByText('Please fill this in.').waitFor()
    const field = form.getByLabel('Document')
    expect(await field.getAttribute('aria-describedby')).toContain(await alert.getAttribute('id'))
    expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
    expect(await form.getByLabel('Parties').inputValue()).toBe('Ada & Ben')
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
  })
})
