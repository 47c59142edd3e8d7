import { expect, test } from 'vitest'
import { closeBallot, stopBallot } from '../../src/ballots/close-ballot.ts'
import { winnerOf } from '../../src/ballots/judge-ballot.ts'
import { openBallot } from '../../src/ballots/open-ballot.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const analysis = (judge: string) => `variations: 3\nballot: { judge: ${judge} }\n${parts('law')}`

// The judge prefers the longer text, or always the first one that it reads.
function answer(app: TestEngine, judge: 'longer' | 'first'): void {
  let texts = 0
  app.llm.reply((request: ReceivedRequest) => {
    const prompt = JSON.stringify(request.body)
    const [, first = '', second = ''] = /Answer 1\\n\\n(.*?)\\n\\nAnswer 2\\n\\n(.*?)\\n/.exec(prompt) ?? []
    const isJudging = prompt.includes('which of two answers')
    const word = judge === 'first' || first.length > second.length ? 'first' : 'second'
    const text = isJudging ? `${word}: it says more.` : `Text${' and more'.repeat(texts++)}.`
    return { answer: { answer: text, findings: [], not_found: [] } }
  })
}

async function vote(app: TestEngine): Promise<{ taskId: string; ballotId: string }> {
  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  const taskId = await app.start()
  await app.ended(taskId)
  await openBallot(deps, await viewTask(deps, taskId))
  const ballot = await app.engine.db.selectFrom('ballot').select('id').executeTakeFirstOrThrow()
  return { taskId, ballotId: ballot.id }
}

async function verdict(app: TestEngine) {
  return until(
    async () =>
      app.engine.db
        .selectFrom('ballot')
        .select(['judge_winner', 'judge_says', 'state'])
        .where('judged_at', 'is not', null)
        .executeTakeFirst(),
    { what: 'the verdict' },
  )
}

test('a judge compares the drafts two by two in both orders; what it says is shown when people have decided', async () => {
  await using app = await openTestEngine(analysis('shows'))
  answer(app, 'longer')
  await app.work()
  const { taskId, ballotId } = await vote(app)
  const { judge_winner: winner, judge_says: says, state } = await verdict(app)
  expect(says).toHaveLength(3)
  expect(state).toBe('open')
  const longest = (await viewTask(app.engine, taskId)).subtasks.toSorted(
    (a, b) => (b.answer ?? '').length - (a.answer ?? '').length,
  )[0]
  expect(winner).toBe(longest?.variation)
  expect((await viewTask(app.engine, taskId)).ballot?.closed).toBeNull()

  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  await stopBallot(deps, { ballotId, by: 'ada', reason: null })
  await closeBallot(deps, { ballotId }, new Map())
  expect((await viewTask(app.engine, taskId)).ballot?.closed?.judge?.winner).toBe(winner)
  // Three texts, and three pairs in two orders.
  expect(app.llm.requests).toHaveLength(9)
})

test('a judge that always prefers what it reads first sees no winner', async () => {
  await using app = await openTestEngine(analysis('shows'))
  answer(app, 'first')
  await app.work()
  await vote(app)
  const { judge_winner: winner, judge_says: says } = await verdict(app)
  expect(winner).toBeNull()
  expect(says?.every((pair) => pair.winner === null)).toBe(true)
})

test('without a wish for it nobody judges', async () => {
  await using app = await openTestEngine(analysis('none'))
  answer(app, 'longer')
  await app.work()
  await vote(app)
  expect(app.llm.requests).toHaveLength(3)
  const jobs = await app.engine.queue.boss.findJobs('judge-ballot')
  expect(jobs).toEqual([])
})

test('only who beats each of the others wins', () => {
  const pair = (a: number, b: number, winner: number | null) => ({
    variations: [a, b] as [number, number],
    winner,
  })
  expect(winnerOf([1, 2, 3], [pair(1, 2, 2), pair(1, 3, 1), pair(2, 3, 2)])).toBe(2)
  expect(winnerOf([1, 2, 3], [pair(1, 2, 2), pair(1, 3, 1), pair(2, 3, 3)])).toBeNull()
  expect(winnerOf([1, 2], [pair(1, 2, null)])).toBeNull()
})

test('a judge that may decide does so only once it has agreed with people often enough', async () => {
  await using app = await openTestEngine(analysis('decides'), {
    PARALEGAL_JUDGE_MIN_BALLOTS: '2',
    PARALEGAL_JUDGE_MIN_KAPPA: '0',
  })
  answer(app, 'longer')
  await app.work()
  // Twice people choose what the judge would have chosen.
  for (const number of [1, 2]) {
    const { ballot, judged } = await judgedVote(app, number)
    expect(judged.state).toBe('open')
    const label = ballot?.options.find(({ variation }) => variation === judged.judge_winner)?.label ?? ''
    await stopBallot(depsOf(app), { ballotId: judged.id, by: 'ada', reason: null })
    await closeBallot(depsOf(app), { ballotId: judged.id }, new Map([[label, new Set(['ada'])]]))
  }
  const { taskId, judged } = await judgedVote(app, 3)
  const row = app.engine.db.selectFrom('ballot').select('id').where('id', '=', judged.id)
  await until(async () => row.where('state', '=', 'stopped').executeTakeFirst())
  await closeBallot(depsOf(app), { ballotId: judged.id }, new Map())
  const { ballot } = await viewTask(app.engine, taskId)
  expect(ballot?.closed).toMatchObject({
    decidedBy: 'judge',
    closedBy: null,
    winner: judged.judge_winner,
  })
}, 90_000)

function depsOf(app: TestEngine) {
  return { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
}

// A vote on which the judge has spoken.
async function judgedVote(app: TestEngine, number: number) {
  const taskId = await app.start({ dedupeKey: `judged:${number}` })
  await app.ended(taskId)
  await openBallot(depsOf(app), await viewTask(app.engine, taskId))
  const row = app.engine.db.selectFrom('ballot').selectAll().where('task_id', '=', taskId)
  const judged = await until(async () => row.where('judged_at', 'is not', null).executeTakeFirst(), {
    what: 'the verdict',
  })
  return { taskId, judged, ballot: (await viewTask(app.engine, taskId)).ballot }
}
