import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeBallot, stopBallot } from '../../src/ballots/close-ballot.ts'
import { openBallot } from '../../src/ballots/open-ballot.ts'
import { parseTable } from '../../src/evals/csv-table.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import { makeHome, runCommand } from '../support/program.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const analysis = `variations: 2
variants:
  - { name: strong, model: anthropic/claude-opus-5-5 }
  - { name: cheap, model: anthropic/claude-haiku-5-5 }
${parts('law')}`

function answerByModel(app: TestEngine): void {
  let texts = 0
  app.llm.reply(({ body }) => ({
    answer: { answer: `Text ${++texts} of ${String(body['model'])}.`, findings: [], not_found: [] },
  }))
}

// A vote that Ada's one vote decides for the answer of a model.
async function settle(
  app: TestEngine,
  of: { number: number; channel: string; model: string },
): Promise<string> {
  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue, library: app.engine.library }
  const taskId = await app.start({ dedupeKey: `settled:${of.number}` })
  await app.ended(taskId)
  await app.engine.db.updateTable('task').set({ channel_id: of.channel }).where('id', '=', taskId).execute()
  await openBallot(deps, await viewTask(deps, taskId))
  const { ballot, variationList } = await viewTask(deps, taskId)
  const variation = variationList.find(({ model }) => model === of.model)?.number
  const label = ballot?.options.find((option) => option.variation === variation)?.label ?? ''
  await stopBallot(deps, { ballotId: ballot?.id ?? '', by: 'UADA', reason: 'It names the law.' })
  await closeBallot(deps, { ballotId: ballot?.id ?? '' }, new Map([[label, new Set(['UADA', 'UBEN'])]]))
  return taskId
}

test('what wins is counted, and the records leave with texts only where the channel allows it', async () => {
  await using app = await openTestEngine(analysis)
  await using home = await makeHome()
  answerByModel(app)
  await app.work()
  const opus = 'anthropic/claude-opus-5-5'
  const open = await settle(app, { number: 1, channel: 'COPEN', model: opus })
  await settle(app, { number: 2, channel: 'CCLOSED', model: opus })
  await settle(app, { number: 3, channel: 'COPEN', model: 'anthropic/claude-haiku-5-5' })
  await app.engine.db
    .insertInto('channel_setting')
    .values({ team_id: '', channel_id: 'COPEN', may_export: true, updated_by: 'UADA' })
    .execute()
  const at = { home: home.folder, databaseUrl: app.database.url }

  const chart = join(home.folder, 'wins.png')
  const stats = await runCommand(at, 'stats', '--json', '--chart', chart)
  expect(stats.stderr).toContain('is written')
  expect(JSON.parse(stats.stdout)).toMatchObject({
    ballots: { closed: 3, byPeople: 3, byAgreement: 0, byJudge: 0 },
    models: [
      { name: opus, ballots: 3, wins: 2 },
      { name: 'anthropic/claude-haiku-5-5', ballots: 3, wins: 1 },
    ],
    versions: [{ name: expect.stringMatching(/^test v1 \([0-9a-f]{8}\), strong$/) as string }, {}],
    judge: [],
  })
  expect((await readFile(chart)).subarray(1, 4).toString('latin1')).toBe('PNG')
  const text = await runCommand(at, 'stats')
  expect(text.stdout).toContain('3 votes closed: 3 decided by people')
  expect(text.stdout).toMatch(/anthropic\/claude-opus-5-5 +won 2 of 3 \(67 %/)
  expect((await runCommand(at, 'stats', '--analysis', 'other')).stdout).toContain('No vote is closed yet.')

  const pairs = await runCommand(at, 'ballots', 'export')
  expect(pairs.stderr).toContain('3 votes, 1 without texts')
  const lines = pairs.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatchObject({
    prompt: expect.stringContaining('Task: law') as string,
    chosen: expect.stringContaining('claude-opus-5-5') as string,
    rejected: expect.stringContaining('claude-haiku-5-5') as string,
    metadata: {
      task: open,
      decided_by: 'votes',
      closed_by: 'UADA',
      reason: 'It names the law.',
      withheld: false,
      chosen: { variant: 'strong', model: opus },
      votes: [{ person: 'UADA' }, { person: 'UBEN' }],
    },
  })
  expect(lines[1]).toMatchObject({
    prompt: null,
    chosen: null,
    rejected: null,
    metadata: { reason: null, withheld: true },
  })

  const file = join(home.folder, 'votes.csv')
  expect((await runCommand(at, 'ballots', 'export', '--format', 'csv', '--out', file)).code).toBe(0)
  const table = parseTable(await readFile(file, 'utf8'), file)
  expect(table.rows.map((row) => row['withheld'])).toEqual(['false', 'true', 'false'])
  const again = await runCommand(at, 'ballots', 'export', '--format', 'csv', '--out', file)
  expect(again.stderr).toContain('is there already')
  expect(again.code).toBe(1)
}, 90_000)
