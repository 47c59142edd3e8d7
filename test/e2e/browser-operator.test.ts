import { expect, test } from 'vitest'
import { withProgram } from '../support/api-scene.ts'
import { useBrowser } from '../support/page.ts'
import { takePicture } from '../support/pictures.ts'
import { SlackUser } from '../support/slack-user.ts'

const token = 'token-of-the-operator-0123'
const places = ['Overview', 'Tasks', 'Queue', 'Costs', 'Prompts', 'Models']

test('the operator logs in, sees every page without a complaint of the browser, and logs out', async () => {
  await withProgram({ PARALEGAL_OPERATOR_TOKEN: token }, async ({ program }) => {
    const ada = new SlackUser(program.url)
    const dropped = await ada.drop({
      name: 'note.txt',
      bytes: Buffer.from('It is governed by the laws of England.'),
    })
    await ada.press(dropped, 'Contract analysis')
    await ada.sees(dropped, 'quotes checked', 60_000)

    await using browser = await useBrowser()
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.browser.newContext({
        viewport: { width: 1280, height: 900 },
        colorScheme,
      })
      const page = await context.newPage()
      await page.goto(`${program.url}/operator`)
      await page.getByLabel('Operator’s token').fill(token)
      const problems: string[] = []
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
      await page.getByRole('button', { name: 'Log in' }).click()
      for (const place of places) {
        await page.getByRole('link', { name: place, exact: true }).click()
        await page.getByRole('heading', { name: place, level: 1 }).waitFor()
        // What does not fit scrolls by itself; the page does not.
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        )
        if (place === 'Overview') await takePicture(page, `operator-${colorScheme}`)
      }
      await page.getByRole('link', { name: 'Tasks', exact: true }).click()
      await page.getByRole('table', { name: 'Latest' }).getByRole('link').first().click()
      await page.getByText('What ran when').waitFor()
      await takePicture(page, `operator-task-${colorScheme}`)
      expect(problems).toEqual([])
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByLabel('Operator’s token').waitFor()
      await context.close()
    }
  })
}, 120_000)
