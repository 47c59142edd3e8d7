import fc from 'fast-check'
import { expect, test } from 'vitest'
import { detailsPages, detailsView } from '../../src/slack/blocks/details.ts'
import { plainText } from '../../src/slack/blocks/plain.ts'
import { threadPosts } from '../../src/slack/thread-posts.ts'
import type { TaskView } from '../../src/tasks/task-view.ts'
import { checkBlocks } from '../../src/workspace/check-blocks.ts'
import { checkView } from '../../src/workspace/check-view.ts'
import { finding, subtask, view } from '../support/task-views.ts'

const fileUrl = 'https://files.slack.com/files-pri/T1-F1/contract.pdf'
const hostile = [
  '<!channel>',
  '<!here|all>',
  '<@U123>',
  '<#C123|general>',
  '@here @channel #general',
  '<https://evil.example|click>',
  'https://evil.example/a?b=c&d',
  'www.evil.example',
  '<mailto:a@evil.example|mail>',
  '&lt;!channel&gt;',
  ':smile: *bold* _it_ ~no~ `code` ```pre```',
  '[click](https://evil.example) ![x](https://evil.example/x.png) <b onclick=x>',
]

const words = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.constantFrom('', ' ', '\n', ...hostile) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'ab ', '😀', '&<>', 'é\n', ...hostile), fc.integer({ min: 1, max: 6000 }))
      .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length))),
  },
)
const maybe = fc.option(words, { nil: null })
const severity = fc.constantFrom('high', 'medium', 'low', 'info')
const others = fc.array(
  fc.record({
    variations: fc.constantFrom<number[]>([2], [2, 3]),
    severity,
    explanation: words,
    recommendation: maybe,
  }),
  { maxLength: 8 },
)
const contradiction = fc.option(
  fc.record({
    severities: fc.constant({ high: 1, low: 1 }),
    sides: fc.uniqueArray(
      fc.record({ severity, answers: fc.integer({ min: 1, max: 9 }), explanation: words }),
      { selector: (side) => side.severity, minLength: 1 },
    ),
    decided: fc.option(fc.record({ severity, by: fc.constant('U1') })),
  }),
)
const findingId = 'd5c0c7a1-5f0f-4d53-9a3e-0e5f3c1b2a22'
const findings = fc
  .array(
    fc.record({
      title: words,
      severity,
      explanation: words,
      recommendation: maybe,
      quote: maybe,
      variations: fc.constantFrom<number[]>([1], [1, 2], [1, 2, 3]),
      others,
      contradiction,
      mark: fc.constantFrom('verified', 'repaired', 'unverified', null),
      page: fc.option(fc.integer({ min: 1, max: 9999 }), { nil: null }),
    }),
    { maxLength: 300, size: 'max' },
  )
  .map((all) => all.map((each) => finding({ ...each, id: findingId })))
const subtasks = fc.array(
  fc
    .record({
      title: words,
      kind: fc.constantFrom('part', 'combine'),
      variation: fc.integer({ min: 1, max: 5 }),
      state: fc.constantFrom('pending', 'running', 'done', 'failed', 'cancelled'),
      answer: maybe,
      error: maybe,
    })
    .map((each) => subtask(each)),
  { maxLength: 40, size: 'max' },
)
const views: fc.Arbitrary<TaskView> = fc
  .record({
    state: fc.constantFrom(
      'queued',
      'reading',
      'running',
      'combining',
      'posting',
      'done',
      'failed',
      'cancelled',
      'expired',
    ),
    fileName: words,
    fileUrl: fc.constantFrom(null, fileUrl),
    opensThread: fc.boolean(),
    paged: fc.boolean(),
    reportAsked: fc.boolean(),
    documentNote: maybe,
    budgetNote: maybe,
    variations: fc.integer({ min: 1, max: 5 }),
    subtasks,
    summaries: fc.array(words, { maxLength: 5 }),
    findings,
    notFound: fc.array(words, { maxLength: 60 }),
    error: fc.option(fc.record({ code: fc.constant('budget_exceeded'), message: words }), { nil: null }),
  })
  .map((each) => view({ ...each, id: 'c3a9b6a0-0c55-4a35-9e4b-2f6a3d0f1c11' }))

test('whatever is found, every message and modal keeps within the limits of Slack', () => {
  fc.assert(
    fc.property(views, (any) => {
      const posts = threadPosts(any)
      const kinds = posts.map(({ kind }) => kind)
      expect(new Set(kinds).size).toBe(kinds.length)
      expect(kinds.filter((kind) => kind.startsWith('result-')).length).toBeLessThanOrEqual(4)
      for (const blocks of posts.flatMap((post) => ('blocks' in post ? [post.blocks] : []))) {
        expect(checkBlocks(blocks, 'message')).toBeNull()
        expect(plainText(blocks, 3900).length).toBeLessThanOrEqual(3900)
        expect(blocks.filter(({ type }) => type === 'table').length).toBeLessThanOrEqual(1)
      }
      for (const page of detailsPages(any).pages.keys()) checkView(detailsView(any, page), 'modal')
    }),
    { numRuns: 40 },
  )
})

test('no words of a document, a model or a person become a mention, a link or markup', () => {
  fc.assert(
    fc.property(views, (any) => {
      const messages = threadPosts(any).flatMap((post) => ('file' in post ? [] : [post.blocks]))
      const modals = [...detailsPages(any).pages.keys()].map((page) => detailsView(any, page).blocks)
      for (const blocks of [...messages, ...modals]) {
        const elements = elementsOf(blocks)
        const named = (name: string, key: string) =>
          elements.filter(({ type }) => type === name).map((element) => String(element[key]))
        for (const { type } of elements)
          expect(['mrkdwn', 'markdown', 'broadcast', 'channel', 'usergroup']).not.toContain(type)
        for (const id of named('user', 'user_id')) expect(id).toBe(any.requestedBy)
        for (const url of named('link', 'url')) expect(url).toMatch(/contract\.pdf#page=\d+$/)
      }
      for (const blocks of messages) {
        const text = plainText(blocks, 39_000)
        expect(text).not.toMatch(/[<>]|[a-z]:\/\/|www\.|mailto:/i)
        expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/)
      }
    }),
    { numRuns: 40 },
  )
})

test('the report has no live link, image, mention or HTML from the words of others', () => {
  const [first] = hostile
  const all = hostile.map((text) =>
    finding({ title: text, explanation: text, quote: text, recommendation: text }),
  )
  const post = threadPosts(
    view({ findings: all, fileName: first ?? '', summaries: hostile, reportAsked: true }),
  ).at(-1)
  if (!post || !('file' in post)) throw new Error('no report')
  expect(post.file.text).not.toMatch(/(?<!\\)[<[@`]|(?<!\\):\/\/|(?<!\\)\]\(|www\.|[^\\]mailto:/)
})

interface Element {
  type: unknown
  [key: string]: unknown
}

function elementsOf(value: unknown): Element[] {
  if (Array.isArray(value)) return value.flatMap(elementsOf)
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(elementsOf)
  return 'type' in value ? [value, ...inner] : inner
}
