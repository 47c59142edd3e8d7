import { expect, test } from 'vitest'
import { homeView, listed, type HomeContent } from '../../src/slack/home/home-view.ts'
import type { HomeTask } from '../../src/slack/home/home-tasks.ts'
import { checkView } from '../../src/workspace/check-view.ts'

const endless = '<!channel> *bold* & <https://evil.example|click> '.repeat(200)

function task(number: number, over: Partial<HomeTask>): HomeTask {
  return {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    title: endless,
    fileName: `${endless}.pdf`,
    state: 'running',
    queuePosition: null,
    parts: { ended: 1, of: 5, failed: 0 },
    findings: 0,
    error: null,
    canRetry: false,
    at: new Date('2026-11-23T10:00:00Z'),
    url: 'https://example.slack.com/archives/C1/p1',
    ...over,
  }
}

const month = { analyses: 0, usd: 0, unpriced: 0 }
const commands = [{ command: '/analyze-contract', title: 'Contract analysis', description: 'Findings' }]
const nothing: HomeContent = {
  commands,
  open: [],
  moreOpen: 0,
  ended: [],
  votes: [],
  winners: [],
  month,
  teamMonth: null,
  rules: null,
}

const hundred = Array.from({ length: 100 }, (_, index) => index)
const full: HomeContent = {
  commands: hundred.map((number) => ({ command: `/c${number}`, title: endless, description: endless })),
  open: hundred.map((number) => task(number, {})),
  moreOpen: 7,
  ended: hundred.map((number) =>
    task(number, { state: 'failed', error: endless, canRetry: number % 2 === 0 }),
  ),
  winners: hundred.map((number) => {
    const estimate = { value: 0.5, low: 0.2, high: 0.8 }
    return { name: endless, ballots: 9, wins: number, winRate: estimate, strength: estimate }
  }),
  votes: hundred.map((number) => ({
    title: endless,
    fileName: endless,
    drafts: 3,
    hasVoted: number % 2 === 0,
    url: null,
  })),
  month: { analyses: 200, usd: 12.345, unpriced: 3 },
  teamMonth: { analyses: 900, usd: 0, unpriced: 1 },
  rules: {
    lines: hundred.map((number) => ({
      id: String(number),
      channelId: 'C1',
      kind: 'pdf',
      says: endless.slice(0, 90),
    })),
    more: 75,
    canAdd: true,
  },
}

test('a hundred of everything, each too long, is a Home tab that Slack takes', () => {
  const view = homeView(full)
  checkView(view, 'home')
  expect(view.blocks.length).toBeLessThanOrEqual(100)
  expect(view.blocks.length).toBeGreaterThan(80)
  expect(JSON.stringify(view)).toContain(`and ${7 + 100 - listed.open} more`)
})

test('words of files and errors are never markup', () => {
  const markup = JSON.stringify(homeView(full)).match(/"type":"mrkdwn","text":"(?:[^"\\]|\\.)*"/g) ?? []
  expect(markup.length).toBeGreaterThan(0)
  for (const text of markup) expect(text).not.toMatch(/<!channel>|<https/)
})

test('whoever has no analyses reads first what can be done', () => {
  expect(homeView(nothing).blocks[0]).toMatchObject({ text: { text: 'What I can do' } })
  const view = homeView({ ...nothing, ended: [task(1, { state: 'done', findings: 3 })] })
  checkView(view, 'home')
  expect(view.blocks[0]).toMatchObject({ text: { text: 'Your analyses' } })
  expect(JSON.stringify(view)).toContain('3 findings')
})

test('what is not known of the cost is said', () => {
  const text = JSON.stringify(homeView(full))
  expect(text).toContain('200 analyses, $12.35, and an unknown amount for 3 calls')
  expect(text).toContain('900 analyses, cost unknown (1 call to a model without a known price)')
})
