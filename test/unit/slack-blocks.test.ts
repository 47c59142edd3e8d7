import { expect, test } from 'vitest'
import { planBlocks } from '../../src/slack/blocks/plan.ts'
import { plainText } from '../../src/slack/blocks/plain.ts'
import { resultBlocks } from '../../src/slack/blocks/result.ts'
import { countCharacters, splitMessages } from '../../src/slack/blocks/split-messages.ts'
import { threadPosts } from '../../src/slack/thread-posts.ts'
import type { CombinedFinding } from '../../src/tasks/combine-findings.ts'
import type { TaskView } from '../../src/tasks/task-view.ts'
import { checkBlocks } from '../../src/workspace/check-blocks.ts'

function finding(of: Partial<CombinedFinding> = {}): CombinedFinding {
  const place = { mark: 'verified' as const, page: 3, start: 0, end: 10 }
  return {
    id: '1',
    subtasks: ['a'],
    variations: [1],
    title: 'Cap',
    severity: 'high',
    explanation: 'Why.',
    recommendation: 'Ask.',
    quote: 'the words',
    ...place,
    ...of,
  }
}

function view(of: Partial<TaskView> = {}): TaskView {
  return {
    id: 't',
    state: 'done',
    analysis: { name: 'analyze-contract', title: 'Contract analysis' },
    fileName: 'a.pdf',
    fileUrl: null,
    reportAsked: false,
    requestedBy: 'U1',
    channelId: 'C1',
    threadTs: '1.0',
    opensThread: false,
    paged: true,
    documentNote: null,
    budgetNote: null,
    estimateUsd: null,
    pages: 20,
    queuePosition: null,
    variations: 1,
    subtasks: [
      {
        name: 'a',
        title: 'Key terms',
        kind: 'part',
        variation: 1,
        state: 'done',
        answer: 'It is a lease.',
        findings: 1,
        error: null,
      },
    ],
    summaries: [],
    findings: [finding()],
    notFound: [],
    quotes: { checked: 1, verified: 1, repaired: 0, unverified: 0 },
    error: null,
    receipt: {
      model: 'offline/offline-extractive',
      alsoAnswered: [],
      notice: 'extractive, no language model used',
      promptVersion: 1,
      promptHash: 'abcdef0123',
      calls: 5,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      seconds: 1.2,
    },
    ...of,
  }
}

test('however much is found, every message keeps within the limits of Slack', () => {
  const long = 'x'.repeat(20_000)
  const severities = ['high', 'medium', 'low', 'info'] as const
  const findings = Array.from({ length: 200 }, (_, index) =>
    finding({
      severity: severities[index % 4] ?? 'info',
      explanation: long,
      quote: long,
      recommendation: long,
      title: long,
    }),
  )
  const huge = view({
    findings,
    notFound: Array.from({ length: 500 }, () => long.slice(0, 100)),
    fileName: long,
  })
  const messages = threadPosts(huge).map((post) => post.blocks)
  expect(messages.length).toBeGreaterThan(20)
  for (const blocks of messages) expect(checkBlocks(blocks, 'message')).toBeNull()
})

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

test('mentions in the words of documents and models stay words', () => {
  const hostile = '<!channel> <@U0ADA> <https://evil.example|click> *bold*'
  const blocks = resultBlocks(
    view({
      findings: [finding({ title: hostile, quote: hostile, explanation: hostile })],
      fileName: hostile,
    }),
  )
  const markup = JSON.stringify(blocks.filter((block) => block.type !== 'rich_text'))
  expect(markup).not.toContain('evil.example')
  expect(plainText(blocks, 40_000)).not.toMatch(/<[!@h]/)
})

test.each(['queued', 'reading', 'running', 'posting', 'done', 'failed', 'cancelled', 'expired'] as const)(
  'the plan of a %s task is valid',
  (state) => {
    const subtasks = (['pending', 'running', 'done', 'failed'] as const).map((each) => ({
      name: each,
      title: each,
      kind: 'part' as const,
      variation: 1,
      state: each,
      answer: null,
      findings: 2,
      error: 'no',
    }))
    expect(checkBlocks(planBlocks(view({ state, subtasks })), 'message')).toBeNull()
  },
)
