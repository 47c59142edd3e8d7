import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openBrowser } from './browser.ts'

/** A person at the local workspace's page. */
export interface Visit {
  page: Page
  /** The message in the channel that shows this. */
  message: (text: string | RegExp) => Locator
  /** The open thread. */
  thread: Locator
  dialog: (name: string | RegExp) => Locator
  composer: (place: string) => Locator
  /** Becomes another person, as the page lets one do. */
  become: (name: string) => Promise<void>
  /** Goes to a channel or to the app's own places. */
  goTo: (place: string | RegExp) => Promise<void>
}

export interface DroppedFile {
  name: string
  bytes: Uint8Array
}

/** A file as it lies in the project, perhaps under another name. */
export async function fileOf(path: string, name = basename(path)): Promise<DroppedFile> {
  return { name, bytes: await readFile(path) }
}

export function textFile(name: string, text: string): DroppedFile {
  return { name, bytes: Buffer.from(text) }
}

/** Opens the page, uses it, and makes sure that the browser had nothing to complain of. */
export async function visit(
  at: { browser: Browser; url: string; place?: string; size?: { width: number; height: number } },
  use: (visit: Visit) => Promise<void>,
): Promise<void> {
  const context = await at.browser.newContext({ viewport: at.size ?? { width: 1280, height: 860 } })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const problems = listenForProblems(page)
    await page.goto(`${at.url}/#${at.place ?? 'U0ADA/C0CONTRACTS'}`)
    await page.getByText('is connected').waitFor({ state: 'attached' })
    await use(asVisit(page))
    expect(problems).toEqual([])
  } finally {
    await context.close()
  }
}

function asVisit(page: Page): Visit {
  return {
    page,
    message: (text) => page.locator('.channel .message').filter({ hasText: text }),
    thread: page.getByRole('complementary', { name: 'Thread' }),
    dialog: (name) => page.getByRole('dialog', { name }),
    composer: (place) => page.getByRole('textbox', { name: place }),
    async become(name) {
      await page.getByLabel('You are', { exact: true }).selectOption({ label: name })
    },
    async goTo(place) {
      await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: place }).click()
    },
  }
}

function listenForProblems(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('requestfailed', (request) => {
    // The stream of events ends when the page becomes another person.
    if (!request.url().includes('/client/events')) problems.push(`failed: ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`)
  })
  return problems
}

/** Drops files from the desktop. */
export async function drop(
  page: Page,
  files: DroppedFile[],
  selector = '.channel .drop-area',
): Promise<void> {
  const given = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  // Written as text: it runs in the browser.
  const dataTransfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    for (const { name, base64 } of ${JSON.stringify(given)})
      data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name))
    return data
  })()`)
  await page.dispatchEvent(selector, 'drop', { dataTransfer })
}

/** The browser of a test file. */
export async function useBrowser(): Promise<{ browser: Browser; [Symbol.asyncDispose](): Promise<void> }> {
  const browser = await openBrowser()
  return { browser, [Symbol.asyncDispose]: () => browser.close() }
}
