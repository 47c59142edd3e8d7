import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/documents/read-document.ts'
import { auditKey, openAuditScene } from '../support/audit-scene.ts'
import { answerDifferently, closeVote, seeDrafts, vote, votedAnalysis } from '../support/ballot-scene.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

test('a task with a vote is accounted for in a document that comes as a direct message', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  answerDifferently(llm)
  await writePrompts(home.folder, votedAnalysis)
  const env = { ...llm.env, PARALEGAL_AUDIT_KEY: Buffer.alloc(32, 5).toString('base64') }
  const at = { home: home.folder, databaseUrl: database.url, env }
  await using program = await startProgram(at)
  const [ada, chiara] = [new SlackUser(program.url), new SlackUser(program.url, 'U0CHIARA')]

  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Test analysis')
  const [draft] = await seeDrafts(ada, dropped)
  if (!draft) throw new Error('no drafts')
  await vote(ada, draft)
  await vote(chiara, draft)
  await closeVote(ada, dropped, 'It names the law.')
  await ada.sees(dropped, 'The result: draft A')
  const task = await database.db
    .selectFrom('task')
    .innerJoin('document', 'document.id', 'task.document_id')
    .select(['task.id', 'sha256'])
    .executeTakeFirstOrThrow()
  const beginning = task.id.slice(0, 8)

  // Only who asked for it, an approver or an admin is told.
  expect(await chiara.says('/paralegal', `audit ${beginning}`)).toContain('Only <@U0ADA>')
  expect(await ada.says('/paralegal', 'audit')).toContain('Which task?')
  expect(await ada.says('/paralegal', `audit ${beginning}`)).toContain('comes in a direct message')
  const direct = async () => (await ada.state()).messages.filter(({ channel }) => channel.startsWith('D'))
  const file = await until(async () =>
    (await direct()).flatMap(({ files }) => files).find(({ name }) => name === `audit-${beginning}.docx`),
  )
  expect((await direct()).map(shown).join(' ')).toContain('It was verified just now, and is whole.')
  const bytes = Buffer.from(await (await fetch(`${program.url}/client/files/${file.id}`)).arrayBuffer())
  const { text } = await readDocument(bytes, { fileName: 'audit.docx' })
  for (const words of [
    `Audit record of task ${task.id}`,
    task.sha256,
    'Voted for draft A',
    'U0CHIARA',
    'The vote was counted',
    'decided by votes',
    'anthropic/claude',
    'Posted “result-1” in C0CONTRACTS',
    'Asked for a file (audit)',
    'How to check this by hand',
  ])
    expect(text).toContain(words)
}, 120_000)

test('on the command line the record is verified, its end is kept, and tampering shows', async () => {
  await using scene = await openAuditScene([auditKey])
  await using home = await makeHome()
  const [taskId] = scene.taskIds
  const env = { PARALEGAL_AUDIT_KEY: auditKey.toString('base64') }
  const at = { home: home.folder, databaseUrl: scene.app.database.url, env }
  const verified = await runCommand(at, 'audit', 'verify')
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Whole: \d+ events/) as string })
  const { stdout: head } = await runCommand(at, 'audit', 'head')
  expect(head).toMatch(/^\d+:[0-9a-f]{64}\n$/)

  // What an export holds can be checked by the program that the documentation shows.
  const exported = await runCommand(at, 'audit', taskId, '--json')
  const record = join(home.folder, 'record.json')
  await writeFile(record, exported.stdout)
  const [, script = ''] =
    /```js\n([^]*?)```/.exec(await readFile(join(projectFolder, 'docs/audit.md'), 'utf8')) ?? []
  const check = join(home.folder, 'check.mjs')
  await writeFile(check, script)
  const byHand = () => spawnSync(process.execPath, [check, record], { encoding: 'utf8' })
  expect(byHand()).toMatchObject({ status: 0, stdout: expect.stringContaining('vote-heard right') as string })
  await writeFile(record, exported.stdout.replace('UBEN', 'UEVE'))
  expect(byHand()).toMatchObject({ status: 1, stdout: expect.stringContaining('WRONG') as string })

  await sql`update vote_event set label = 'B' where person = 'UBEN' and ballot_id = ${scene.ballotId}`.execute(
    scene.app.database.db,
  )
  const found = await runCommand(at, 'audit', 'verify', taskId, '--head', head)
  expect(found.code).toBe(1)
  expect(found.stdout).toMatch(
    /^TAMPERED WITH, or damaged: 1 problem\. The first: event \d+, row-changed: vote .*label/,
  )
  const other = await runCommand(at, 'audit', 'verify', '--head', 'e'.repeat(64), '--json')
  expect(other.code).toBe(1)
  expect(JSON.parse(other.stdout)).toMatchObject({
    problems: [{ kind: 'head-missing' }, { kind: 'row-changed' }],
  })
}, 240_000)
