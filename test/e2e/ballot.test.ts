import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  answerDifferently,
  closeVote,
  emoji,
  seeDrafts,
  textOf,
  vote,
  votedAnalysis,
} from '../support/ballot-scene.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

async function openScene() {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  const llm = opened.use(await startFakeLlm())
  answerDifferently(llm)
  await writePrompts(home.folder, votedAnalysis)
  const start = async () => startProgram({ home: home.folder, databaseUrl: database.url, env: llm.env })
  const program = opened.use(await start())
  const kept = opened.move()
  const people = (url: string) => ({
    ada: new SlackUser(url),
    bea: new SlackUser(url, 'U0BEN'),
    cyd: new SlackUser(url, 'U0CHIARA'),
  })
  return {
    database,
    llm,
    program,
    start,
    people,
    ...people(program.url),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('three people vote blind on drafts, change their minds and close; the pick is the result, with what made it', async () => {
  await using scene = await openScene()
  const { ada, bea, cyd } = scene
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Test analysis')
  const [a, b, c] = await seeDrafts(ada, dropped)
  if (!a || !b || !c) throw new Error('no drafts')
  expect([a, b, c].map(textOf).sort()).toEqual(['Summary one.', 'Summary three.', 'Summary two.'])
  // Nothing says who wrote what while people vote.
  await ada.sees(dropped, 'Which draft should be the result: A, B or C?')
  const before = (await ada.thread(dropped)).map(shown).join('')
  expect(before).not.toContain('claude')

  await vote(ada, a)
  await vote(bea, a)
  await vote(bea, a, false)
  await vote(bea, b)
  await vote(cyd, b)
  await vote(cyd, c)
  expect(await cyd.told(async () => cyd.press(dropped, 'Close the vote…'))).toContain(
    'Only <@U0ADA>, who asked for this analysis, or an admin can do that.',
  )
  await closeVote(ada, dropped, 'It names the amounts.')
  const question = await ada.sees(dropped, 'Draft B is the result')
  expect(shown(question)).toContain('with the most votes. Votes: A 1, B 2, C 1.')
  expect(shown(question)).toContain('It names the amounts.')
  const winner = await ada.sees(dropped, 'The result: draft B')
  expect(shown(winner)).toContain(textOf(b))
  expect(shown(winner)).toMatch(/anthropic\/claude[^"]* · prompt v1 \([0-9a-f]{8}\)/)
  // The result names it too, and the drafts tell how they were made.
  await ada.sees(dropped, /"Draft B · chosen"/)
  await ada.sees(dropped, /2 votes · anthropic\/claude/)
  const result = (await ada.thread(dropped)).find((message) => shown(message).includes('quotes checked'))
  await until(async () => {
    const now = (await ada.thread(dropped)).find(({ ts }) => ts === result?.ts)
    return now && shown(now).includes(textOf(b))
  })

  // A reaction on a closed vote is kept and changes nothing.
  await vote(ada, c)
  await vote(bea, c)
  await until(async () => {
    const late = await scene.database.db
      .selectFrom('vote_event')
      .select('id')
      .where('counted', '=', false)
      .execute()
    return late.length === 2
  })
  expect(shown(await ada.sees(dropped, 'Draft B is the result'))).toContain('C 1.')
}, 90_000)

test('reactions whose events were lost or doubled count once', async () => {
  await using llm = await startFakeLlm()
  answerDifferently(llm)
  await withGivenSlack(
    { mode: 'socket', env: llm.env, analysis: votedAnalysis },
    async ({ workspace, ada, program, db }) => {
      const bea = new SlackUser(workspace.url, 'U0BEN')
      const dropped = await ada.drop(contract)
      await ada.press(dropped, 'Test analysis')
      const [a, b] = await seeDrafts(ada, dropped)
      if (!a || !b) throw new Error('no drafts')
      workspace.faults.deliveries = 3
      await vote(ada, b)
      await until(async () => (await db.selectFrom('vote').select('label').execute()).length === 1)
      workspace.faults.deliveries = 1
      workspace.faults.loseEvents = 2
      await vote(bea, b)
      await vote(bea, a)
      workspace.faults.loseEvents = 1
      await vote(bea, a, false)
      expect(await db.selectFrom('vote_event').select('label').execute()).toHaveLength(1)
      await closeVote(ada, dropped)
      await ada.sees(dropped, /Draft B is the result.*Votes: A 0, B 2, C 0\./s)
      const events = await db.selectFrom('vote_event').select(['person', 'source']).execute()
      expect(events.map(({ person, source }) => `${person} ${source}`).sort()).toEqual([
        'U0ADA event',
        'U0BEN count',
      ])
      expect(program.output()).not.toContain('"level":50')
    },
  )
}, 90_000)

test('the vote goes on after a restart', async () => {
  await using scene = await openScene()
  const dropped = await scene.ada.drop(contract)
  await scene.ada.press(dropped, 'Test analysis')
  const [a, b, c] = await seeDrafts(scene.ada, dropped)
  if (!a || !b || !c) throw new Error('no drafts')
  await vote(scene.ada, c)
  await vote(scene.bea, b)
  await scene.program.kill('SIGKILL')
  await using again = await scene.start()
  const { ada, bea, cyd } = scene.people(again.url)
  await vote(bea, b, false)
  await vote(cyd, c)
  await closeVote(ada, dropped)
  await ada.sees(dropped, /Draft C is the result.*Votes: A 0, B 0, C 2\./s, 60_000)
  await ada.sees(dropped, 'The result: draft C')
  const messages = (await ada.thread(dropped)).map(shown)
  expect(messages.filter((message) => message.includes('The result: draft C'))).toHaveLength(1)
  expect(messages.filter((message) => /"Draft [ABC](?: · chosen)?"/.test(message))).toHaveLength(3)
}, 120_000)

test('a vote that nobody took part in is closed by its deadline: the agreement decides', async () => {
  await using scene = await openScene()
  const { ada } = scene
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Test analysis')
  await seeDrafts(ada, dropped)
  await scene.database.db
    .updateTable('ballot')
    .set({ closes_at: new Date(Date.now() - 1000) })
    .execute()
  const question = await ada.sees(dropped, 'The time to vote is over.', 90_000)
  expect(shown(question)).toContain('its findings agree most with those of the others')
  // Only the bot's own emoji stands there.
  expect(
    (await seeDrafts(ada, dropped)).every(({ message }) =>
      message.reactions.every(({ users, name }) => name !== emoji || users.length === 1),
    ),
  ).toBe(true)
}, 150_000)

test('who may not use the bot does not vote, neither by event nor by being counted', async () => {
  await using scene = await openScene()
  const { ada } = scene
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Test analysis')
  const [a, b] = await seeDrafts(ada, dropped)
  if (!a || !b) throw new Error('no drafts')
  const guest = new SlackUser(scene.program.url, 'U0DAN')
  await vote(guest, b)
  await vote(ada, a)
  await until(async () => (await scene.database.db.selectFrom('vote').select('label').execute()).length === 1)
  await closeVote(ada, dropped)
  expect(shown(await ada.sees(dropped, 'Draft A is the result'))).toContain('Votes: A 1, B 0, C 0.')
}, 90_000)
