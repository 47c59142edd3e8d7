import JSZip from 'jszip'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message, SharedFile } from '../../src/workspace/client-protocol.ts'
import { botUserId } from '../../src/workspace/ids.ts'
import { openModelScene, type ModelScene } from '../support/model-scene.ts'
import { projectFolder } from '../support/program.ts'
import { writes } from '../support/talk.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
/** All that a model could be talked into writing, to do harm in Slack. */
const harmful = [
  '<!channel> <!here> <!everyone> @channel <@U0GRACE> <#C0DEALROOM>',
  '<https://evil.example/one|Page 3> [Page 3](https://evil.example/two) ![x](https://evil.example/three.png)',
  'https://evil.example/four?q=all-of-it www.evil.example mailto:thief@evil.example',
  '✓ quote verified ✅ approved ⚠',
  '*bold* `code` :rotating_light: =HYPERLINK("https://evil.example/five","Page 3")',
  'safe \u202Eefas\u202C \u200Bunseen\u0007',
].join(' ')
const quote = `${harmful} These words are nowhere in the contract.`

function answerAll(scene: ModelScene): void {
  scene.llm.reply(() => ({
    answer: {
      answer: harmful,
      findings: Array.from({ length: 60 }, (_, index) => ({
        title: `${index} ${harmful} ${'long '.repeat(index === 0 ? 1000 : 1)}`,
        severity: 'high' as const,
        explanation: harmful,
        recommendation: harmful,
        quote,
        page: 1,
      })),
      not_found: [harmful],
    },
  }))
}

interface Piece {
  type: string
  text?: unknown
  url?: string
  user_id?: string
}

/** Every object of a message's blocks that has a type. */
function piecesOf(value: unknown): Piece[] {
  if (Array.isArray(value)) return value.flatMap(piecesOf)
  if (typeof value !== 'object' || value === null) return []
  const own = 'type' in value && typeof value.type === 'string' ? [value as Piece] : []
  return [...own, ...Object.values(value).flatMap(piecesOf)]
}

/** What in a message could call somebody, lead elsewhere, or be taken for a mark of ours. */
function harmsOf({ text, blocks }: Message, url: string): string[] {
  const pieces = piecesOf(blocks)
  const called = pieces.filter(
    ({ type, user_id: user }) =>
      ['broadcast', 'usergroup', 'channel'].includes(type) || (type === 'user' && user !== 'U0ADA'),
  )
  const links = pieces.filter(({ url: to }) => to !== undefined && !to.startsWith(url))
  // `mrkdwn` is the only text of blocks in which Slack reads markup, as it does in a message's own text.
  const marked = pieces.flatMap(({ type, text: words }) => (type === 'mrkdwn' ? [String(words)] : []))
  const markup = [text, ...marked].filter((each) =>
    /<[!@#]|<https?:|[a-z]:\/\/evil|www\.evil|mailto:/.test(each),
  )
  const unseen = /[\u200B\u202A-\u202E]|\\u0007/.test(JSON.stringify(blocks) + text) ? ['unseen signs'] : []
  const forged = JSON.stringify(blocks).includes('✓ quote verified ') ? ['a forged mark'] : []
  return [...called, ...links].map((piece) => JSON.stringify(piece)).concat(markup, unseen, forged)
}

async function filesOf({ ada }: ModelScene, root: Message): Promise<SharedFile[]> {
  return (await ada.thread(root)).filter(({ ts }) => ts !== root.ts).flatMap(({ files }) => files)
}

test('an answer of a model that a document has talked round calls nobody, leads nowhere and forges no mark', async () => {
  await using scene = await openModelScene()
  const { ada, url } = scene
  answerAll(scene)
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'quotes checked', 60_000)
  await writes(ada, '@Paralegal Which law governs it?', { thread: dropped })
  await ada.sees(dropped, '1 call')
  // So many findings bring the whole report as a file by themselves.
  for (const [button, ending] of [
    ['Issues in Excel', '.xlsx'],
    ['Word report', '.docx'],
    ['JSON', '.json'],
  ] as const) {
    await ada.press(dropped, button)
    await until(async () => (await filesOf(scene, dropped)).some(({ name }) => name.endsWith(ending)), {
      what: ending,
      timeoutMs: 30_000,
    })
  }
  const { messages, channels, home } = await ada.state()
  const thread = messages.filter(
    ({ thread_ts: root, ts, user }) => root === dropped.ts && ts !== dropped.ts && user === botUserId,
  )
  expect(thread.length).toBeGreaterThan(4)
  expect(thread.flatMap((message) => harmsOf(message, url))).toEqual([])
  // Nothing was said anywhere else.
  const elsewhere = messages.filter(({ ts, thread_ts: root }) => ts !== dropped.ts && root !== dropped.ts)
  expect(elsewhere.filter(({ ts }) => ts > dropped.ts)).toEqual([])
  expect(channels.length).toBeGreaterThan(1)
  expect(piecesOf(home?.view.blocks).filter(({ url: to }) => to?.includes('evil'))).toEqual([])
  // The words of the quotes are not the document's: each says so.
  expect(JSON.stringify(thread)).not.toContain('✓ quote verified')

  const files = await filesOf(scene, dropped)
  expect(files.length).toBeGreaterThan(3)
  const word = files.find(({ name }) => name.endsWith('.docx'))
  const file = await fetch(`${url}${word?.url}?user=U0ADA`)
  const zip = await JSZip.loadAsync(await file.arrayBuffer())
  const relations = await zip.file('word/_rels/document.xml.rels')?.async('string')
  expect(relations).toBeDefined()
  expect(relations).not.toContain('evil.example')
})
