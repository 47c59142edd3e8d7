import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/documents/read-document.ts'
import type { Message, SharedFile } from '../../src/workspace/client-protocol.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { makeHome, projectFolder, runCommand } from '../support/program.ts'
import type { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

async function fileIn(ada: SlackUser, thread: Message, name: string | RegExp): Promise<SharedFile> {
  return until(async () =>
    (await ada.thread(thread))
      .flatMap(({ files }) => files)
      .find((file) => (typeof name === 'string' ? file.name === name : name.test(file.name))),
  )
}

test('buttons in the thread give the result as a Word report, an Excel table and JSON', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace }) => {
    const bytesOf = async (file: SharedFile) =>
      Buffer.from(await (await fetch(`${workspace.url}/client/files/${file.id}`)).arrayBuffer())
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    await ada.sees(dropped, 'Word report')
    for (const button of ['Word report', 'Issues in Excel', 'JSON']) await ada.press(dropped, button)

    const json = JSON.parse(
      String(await bytesOf(await fileIn(ada, dropped, 'Contract analysis of strategic-alliance.json'))),
    ) as { findings: { title: string; quote: string | null; page: number | null }[] }
    expect(json.findings.length).toBeGreaterThan(10)

    const word = await bytesOf(await fileIn(ada, dropped, 'Contract analysis of strategic-alliance.docx'))
    const report = await readDocument(word, { fileName: 'report.docx' })
    const quoted = json.findings.filter(({ quote, page }) => quote !== null && page !== null)
    expect(quoted.length).toBeGreaterThan(10)
    for (const { quote, page } of quoted) {
      expect(report.text).toContain(`“${quote}”`)
      expect(report.text).toContain(`Page ${page} · ✓ quote`)
    }

    const table = await bytesOf(await fileIn(ada, dropped, 'Contract analysis of strategic-alliance.xlsx'))
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(Uint8Array.from(table).buffer)
    expect(workbook.getWorksheet('Issues')?.rowCount).toBe(json.findings.length + 1)
  })
})

test('a quote is shown on its page, marked', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace }) => {
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    const result = await ada.sees(dropped, 'Show a quote on its page')
    const select = result.blocks
      .flatMap((block) =>
        block.type === 'actions' ? block.elements.map((element) => ({ block, element })) : [],
      )
      .find(({ element }) => element.type === 'static_select' && element.action_id === 'show-evidence')
    if (select?.element.type !== 'static_select') throw new Error('no select')
    const option = select.element.options?.[0]
    await ada.post('action', {
      user: ada.id,
      container: { type: 'message', channel: result.channel, ts: result.ts },
      block_id: select.block.block_id,
      action_id: 'show-evidence',
      element: { type: 'static_select', selected_option: option },
    })
    const file = await fileIn(ada, dropped, /^page-\d+\.png$/)
    const image = await loadImage(
      Buffer.from(await (await fetch(`${workspace.url}/client/files/${file.id}`)).arrayBuffer()),
    )
    const canvas = createCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    let marked = 0
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]]
      if (red > 240 && green > 200 && blue < 120) marked++
    }
    // A line of a page at the least, and not the whole of it.
    expect(marked).toBeGreaterThan(2000)
    expect(marked).toBeLessThan((image.width * image.height) / 3)
  })
})

test('the command line writes the same files', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const of = { home: home.folder, databaseUrl: database.url }
  const analyzed = await runCommand(of, 'analyze', contract, '--json')
  const { task } = JSON.parse(analyzed.stdout) as { task: string }
  const folder = await mkdtemp(join(tmpdir(), 'paralegal-export-'))
  try {
    for (const format of ['docx', 'xlsx', 'json']) {
      const out = join(folder, `result.${format}`)
      expect(await runCommand(of, 'export', task, '--format', format, '--out', out)).toMatchObject({
        code: 0,
        stdout: `Written: ${out}\n`,
      })
      expect((await readFile(out)).length).toBeGreaterThan(1000)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})
