import type { KnownBlock } from '@slack/types'
import { expect, test } from 'vitest'
import { planBlocks } from '../../src/slack/blocks/plan.ts'
import { plainText } from '../../src/slack/blocks/plain.ts'
import { resultBlocks } from '../../src/slack/blocks/result.ts'
import { countCharacters, splitMessages } from '../../src/slack/blocks/split-messages.ts'
import { threadPosts } from '../../src/slack/thread-posts.ts'
import { checkBlocks } from '../../src/workspace/check-blocks.ts'
import { finding, subtask, view } from '../support/task-views.ts'

test('a heading is never left alone at the end of a message', () => {
  const findings = Array.from({ length: 60 }, (_, index) =>
    finding({ severity: index % 2 ? 'high' : 'low', explanation: 'y'.repeat(700) }),
  )
  for (const blocks of splitMessages(resultBlocks(view({ findings })))) {
    expect(blocks.at(-1)?.type).not.toBe('header')
    expect(countCharacters(blocks)).toBeLessThanOrEqual(9000)
  }
})

test('a result shows marks, pages, what is missing, and the receipt', () => {
  const findings = [
    finding(),
    finding({ title: 'Doubtful', mark: 'unverified', page: null, quote: 'invented words' }),
    finding({ title: 'Bent', mark: 'repaired' }),
    finding({ title: 'Silent', quote: null, mark: null }),
  ]
  const failed = {
    name: 'b',
    title: 'Risks',
    kind: 'part' as const,
    variation: 1,
    section: null,
    state: 'failed' as const,
    answer: null,
    findings: 0,
    error: 'The model declined.',
  }
  const shown = plainText(
    resultBlocks(view({ findings, notFound: ['Insurance'], subtasks: [failed] })),
    40_000,
  )
  expect(shown).toContain('Page 3 · ✓ quote verified')
  expect(shown).toContain('Page 3 · ✓ quote repaired')
  expect(shown).toContain('⚠ quote not found in the document: do not rely on it')
  expect(shown).toContain('Not found in the document: Insurance.')
  expect(shown).toContain('Not answered: Risks. The model declined.')
  expect(shown).toContain(
    'offline/offline-extractive · prompt v1 (abcdef01) · 5 calls · 0 tokens · $0.00 · 1.2 s',
  )
})

test('of several answers each point says how many of them found it, and every answer has its summary', () => {
  const several = view({
    variations: 3,
    findings: [finding({ variations: [1, 3] })],
    summaries: ['Sign.', 'Wait.'],
  })
  const shown = plainText(resultBlocks(several), 40_000)
  expect(shown).toContain('Cap · in 2 of 3 answers')
  expect(shown).toMatch(/Sign\.[\s\S]*Wait\./)
})

test('a task that waits shows its place in the queue', () => {
  const place = (queuePosition: number | null) =>
    plainText(planBlocks(view({ state: 'queued', queuePosition })), 4000)
  expect(place(4)).toContain('waiting, number 4 in the queue')
  expect(place(1)).toContain('waiting to start')
})

test('a price that is unknown is said to be unknown', () => {
  const shown = plainText(resultBlocks(view({ receipt: { ...view().receipt, costUsd: null } })), 40_000)
  expect(shown).toContain('cost unknown')
})

test('grave findings are read in full, the others in a table, with the buttons at the end', () => {
  const low = Array.from({ length: 9 }, (_, index) =>
    finding({ severity: 'low', title: `Point ${index}`, quote: 'not here' }),
  )
  const posts = threadPosts(view({ findings: [finding(), ...low], fileUrl: 'https://files.slack.com/a.pdf' }))
  const blocks = posts.flatMap((post) => ('blocks' in post ? post.blocks : []))
  expect(JSON.stringify(blocks)).not.toContain('not here')
  expect(blocks.find((block) => block.type === 'table')?.rows).toHaveLength(10)
  expect(JSON.stringify(blocks)).toContain('"url":"https://files.slack.com/a.pdf#page=3"')
  expect(blocks.slice(-2).map(({ type }) => type)).toEqual(['actions', 'actions'])
  expect(buttonsOf(blocks)).toEqual([
    'Show 9 with quotes',
    'Full report',
    'Run again…',
    'Two more answers',
    'Keep as example',
    'Word report',
    'Issues in Excel',
    'JSON',
  ])
})

test('so few findings that a table is not worth it are all read in full', () => {
  const blocks = resultBlocks(view({ findings: [finding(), finding({ severity: 'info' })] }))
  expect(blocks.some(({ type }) => type === 'table')).toBe(false)
})

test('a finding whose quote is not in the document is marked before its title, and has no page', () => {
  const doubtful = finding({ mark: 'unverified', page: 4, title: 'Doubtful' })
  const shown = plainText(resultBlocks(view({ findings: [finding(), doubtful] })), 40_000)
  expect(shown).toContain('⚠ Doubtful')
  expect(shown).not.toContain('Page 4')
})

test('a document without pages gets no links to pages', () => {
  const word = view({ paged: false, fileUrl: 'https://files.slack.com/a.docx' })
  expect(JSON.stringify(resultBlocks(word))).not.toContain('a.docx#')
})

test('what the thread cannot hold comes as a file with everything, without being asked for', () => {
  const findings = Array.from({ length: 40 }, (_, index) => finding({ title: `Point ${index}.` }))
  const posts = threadPosts(view({ findings }))
  const report = posts.at(-1)
  if (!report || !('file' in report)) throw new Error('no report')
  for (const { title } of findings) expect(report.file.text).toContain(title)
  expect(buttonsOf(posts.flatMap((post) => ('blocks' in post ? post.blocks : [])))).not.toContain(
    'Full report',
  )
})

test('a failure says what happened, what is kept and what to do', () => {
  const failed = view({
    state: 'failed',
    subtasks: [subtask(), subtask({ name: 'b', state: 'failed', error: 'No answer.' })],
    error: { code: 'budget_exceeded', message: 'The budget of today is used up.' },
    findings: [],
  })
  const post = threadPosts(failed).at(-1)
  const blocks = post && 'blocks' in post ? post.blocks : []
  const shown = plainText(blocks, 4000)
  expect(shown).toContain('could not be done')
  expect(shown).toContain('The budget of today is used up.')
  expect(shown).toContain('1 of 2 parts were answered and are kept: trying again asks only for the rest.')
  expect(buttonsOf(blocks)).toEqual(['Try the failed part again', 'Run again…'])
})

test.each(['queued', 'reading', 'running', 'posting', 'done', 'failed', 'cancelled', 'expired'] as const)(
  'the plan of a %s task is valid',
  (state) => {
    const subtasks = (['pending', 'running', 'done', 'failed'] as const).map((each) => ({
      name: each,
      title: each,
      kind: 'part' as const,
      variation: 1,
      section: null,
      state: each,
      answer: null,
      findings: 2,
      error: 'no',
    }))
    expect(checkBlocks(planBlocks(view({ state, subtasks })), 'message')).toBeNull()
  },
)

test('a plan of very many parts shows those that are not ready, and counts the others', () => {
  const subtasks = Array.from({ length: 60 }, (_, index) =>
    subtask({ name: `${index}`, state: index < 50 ? 'done' : 'running' }),
  )
  const [plan] = planBlocks(view({ state: 'running', subtasks }))
  expect(plan?.type === 'plan' && plan.tasks).toHaveLength(12)
  expect(JSON.stringify(plan)).toContain('50 more parts')
})

function buttonsOf(blocks: KnownBlock[]): string[] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((each) => (each.type === 'button' ? [each.text.text] : []))
      : [],
  )
}
