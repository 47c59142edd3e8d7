import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closeBallot, readVotes, stopBallot, type CountedReactions } from '../../src/ballots/close-ballot.ts'
import { openBallot } from '../../src/ballots/open-ballot.ts'
import { recordVote } from '../../src/ballots/record-vote.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const people = ['ada', 'bea', 'cyd']
const labels = ['A', 'B', 'C']

interface Act {
  label: string
  person: string
  isOn: boolean
}

const acts = fc.array(
  fc.record({
    label: fc.constantFrom(...labels),
    person: fc.constantFrom(...people),
    isOn: fc.boolean(),
  }),
  { maxLength: 12 },
)

// What Slack shows when all has been done.
function finalSet(done: Act[]): CountedReactions {
  const counted: CountedReactions = new Map(labels.map((label) => [label, new Set<string>()]))
  for (const { label, person, isOn } of done) {
    if (isOn) counted.get(label)?.add(person)
    else counted.get(label)?.delete(person)
  }
  return counted
}

// A finished task with three texts and the vote on them, as often as a property needs one.
async function openVote(app: TestEngine, number: number): Promise<{ taskId: string; ballotId: string }> {
  const taskId = await app.start({ dedupeKey: `vote:${number}`, variations: 3 })
  await app.ended(taskId)
  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  expect(await openBallot(deps, await viewTask(deps, taskId))).toBe(true)
  const ballot = await app.engine.db
    .selectFrom('ballot')
    .select('id')
    .where('task_id', '=', taskId)
    .executeTakeFirstOrThrow()
  return { taskId, ballotId: ballot.id }
}

test('adds and removes in any order, doubled and lost, give the tally of what Slack shows in the end', async () => {
  await using app = await openTestEngine(parts('law'))
  let texts = 0
  app.llm.reply(() => ({ answer: { answer: `Text ${++texts}.`, findings: [], not_found: [] } }))
  await app.work()
  const { taskId, ballotId } = await openVote(app, 1)
  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  const second = Math.floor(Date.now() / 1000)

  const property = fc.asyncProperty(
    acts,
    fc.infiniteStream(fc.nat(1000)),
    fc.infiniteStream(fc.constantFrom(0, 1, 2)),
    async (done, order, fates) => {
      await startAnew(app, ballotId)
      // A person can only add what is not there, and take away what is.
      const standing = finalSet([])
      const possible = done.filter(({ label, person, isOn }) => {
        const set = standing.get(label) ?? new Set()
        if (set.has(person) === isOn) return false
        if (isOn) set.add(person)
        else set.delete(person)
        return true
      })
      const events = possible.map((act, index) => ({
        ...act,
        ballotId,
        eventTs: `${second - 1000 + index}.000100`,
      }))
      const heard = events
        .flatMap((event) => Array.from({ length: Number(fates.next().value) }, () => event))
        .map((event) => ({ event, at: order.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
      await Promise.all(heard.map(async ({ event }) => recordVote(app.engine.db, event)))
      await stopBallot(deps, { ballotId, by: 'ada', reason: null })
      const shown = finalSet(possible)
      await closeBallot(deps, { ballotId }, shown)
      // Done again by another process it changes nothing.
      await closeBallot(deps, { ballotId }, shown)
      const expected = labels.flatMap((label) =>
        [...(shown.get(label) ?? [])].map((person) => `${label} ${person}`),
      )
      const votes = await readVotes(app.engine.db, ballotId)
      expect(votes.map(({ label, person }) => `${label} ${person}`).sort()).toEqual(expected.sort())
      const { ballot } = await viewTask(deps, taskId)
      expect(ballot?.closed?.tally).toEqual(
        Object.fromEntries(labels.map((label) => [label, shown.get(label)?.size ?? 0])),
      )
    },
  )
  await fc.assert(property, { numRuns: 60 })
}, 120_000)

test('what comes after the end is kept, and changes nothing', async () => {
  await using app = await openTestEngine(parts('law'))
  let texts = 0
  app.llm.reply(() => ({ answer: { answer: `Text ${++texts}.`, findings: [], not_found: [] } }))
  await app.work()
  const { taskId, ballotId } = await openVote(app, 1)
  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  const now = Math.floor(Date.now() / 1000)
  const vote = { ballotId, label: 'B', person: 'ada', isOn: true, eventTs: `${now - 60}.000100` }
  await recordVote(app.engine.db, vote)
  await stopBallot(deps, { ballotId, by: 'bea', reason: 'It is the shortest.' })
  const late = { ...vote, label: 'A', person: 'cyd', eventTs: `${now + 60}.000100` }
  await recordVote(app.engine.db, late)
  // Slack shows the late one too.
  const shown = new Map([
    ['A', new Set(['cyd'])],
    ['B', new Set(['ada'])],
  ])
  await closeBallot(deps, { ballotId }, shown)
  await recordVote(app.engine.db, { ...late, label: 'C' })
  const { ballot, chosen } = await viewTask(deps, taskId)
  expect(ballot?.closed).toMatchObject({
    tally: { A: 0, B: 1, C: 0 },
    decidedBy: 'votes',
    closedBy: 'bea',
    reason: 'It is the shortest.',
  })
  expect(chosen).toBe(ballot?.options.find(({ label }) => label === 'B')?.variation)
  const events = await app.engine.db
    .selectFrom('vote_event')
    .select(['label', 'counted'])
    .orderBy('label')
    .execute()
  expect(events).toEqual([
    { label: 'A', counted: false },
    { label: 'B', counted: true },
    { label: 'C', counted: false },
  ])
})

async function startAnew(app: TestEngine, ballotId: string): Promise<void> {
  await app.engine.db.deleteFrom('vote').execute()
  await app.engine.db.deleteFrom('vote_event').execute()
  await app.engine.db
    .updateTable('ballot')
    .set({ state: 'open', stopped_at: null, closed_at: null, winner: null, decided_by: null, tally: null })
    .where('id', '=', ballotId)
    .execute()
}
