import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OpenView } from '../../src/workspace/client-protocol.ts'
import { projectFolder } from '../support/program.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

test('the findings that a result only lists open with their quotes in a modal, page by page', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada }) => {
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    const result = await ada.sees(dropped, 'quotes checked')
    const listed = /Show (\d+) with quotes/.exec(shown(result))?.[1]
    expect(result.blocks.find((block) => block.type === 'table')?.rows).toHaveLength(Number(listed) + 1)

    // Somebody else who sees the thread may look too.
    const ben = new SlackUser(ada.url, 'U0BEN')
    await ben.press(dropped, `Show ${listed} with quotes`)
    const opened = await topView(ben)
    expect(JSON.stringify(opened.view.blocks).split('"rich_text_quote"')).toHaveLength(Number(listed) + 1)
    expect((await ada.state()).views).toEqual([])

    await turn(ben, opened, 'Previous')
    const before = await until(async () => {
      const top = await topView(ben)
      return JSON.stringify(top.view.blocks).includes('part 1 of 2') ? top : undefined
    })
    expect(before.id).toBe(opened.id)
    expect(JSON.stringify(before.view.blocks)).toContain('Limitation of liability')
  })
})

test('a page below a quote opens the file there, for people and not for programs without a token', async () => {
  await withGivenSlack({ mode: 'http' }, async ({ ada }) => {
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    const result = await ada.sees(dropped, 'quotes checked')
    const address = /"url":"([^"]+#page=\d+)"/.exec(shown(result))?.[1] ?? ''
    const inBrowser = await fetch(address, { headers: { accept: 'text/html,application/xhtml+xml' } })
    expect(inBrowser.headers.get('content-type')).toBe('application/pdf')
    expect(inBrowser.headers.get('content-disposition')).toMatch(/^inline/)
    expect(Buffer.from(await inBrowser.arrayBuffer()).equals(await readFile(contract))).toBe(true)
    const byProgram = await fetch(address)
    expect(await byProgram.text()).toContain('Sign in')
  })
})

test('the full report comes into the thread as a file, once, with every quote', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace }) => {
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    const result = await ada.sees(dropped, 'quotes checked')
    const counted = Number(/(\d+) quotes checked/.exec(shown(result))?.[1])
    await ada.press(dropped, 'Full report')
    const report = await until(async () =>
      (await ada.thread(dropped)).flatMap(({ files }) => files).find(({ name }) => name === 'report.md'),
    )
    const text = await (await fetch(`${workspace.url}/client/files/${report.id}`)).text()
    expect(text.split('\n> ')).toHaveLength(counted + 2)
    await until(async () => !shown(await ada.sees(dropped, 'quotes checked')).includes('Full report'))
    expect((await ada.thread(dropped)).flatMap(({ files }) => files)).toHaveLength(1)
  })
})

async function topView(user: SlackUser): Promise<OpenView> {
  return until(async () => (await user.state()).views.findLast((view) => view.user === user.id), {
    what: 'a modal',
  })
}

async function turn(user: SlackUser, { id, view }: OpenView, text: string): Promise<void> {
  for (const block of view.blocks) {
    if (block.type !== 'actions' || !('elements' in block)) continue
    const button = block.elements.find((each) => each.type === 'button' && each.text.text === text)
    if (button?.type !== 'button') continue
    await user.post('action', {
      user: user.id,
      container: { type: 'view', view_id: id },
      block_id: block.block_id,
      action_id: button.action_id,
      element: { type: 'button', value: button.value, text: button.text },
    })
    return
  }
  throw new Error(`no button ${text}`)
}
