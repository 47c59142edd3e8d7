import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseTable } from '../../src/evals/csv-table.ts'
import type { OpenView } from '../../src/workspace/client-protocol.ts'
import { closeVote, seeDrafts, vote } from '../support/ballot-scene.ts'
import { makeHome, projectFolder, runCommand, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

type Values = Record<string, Record<string, Record<string, unknown>>>

// What a form holds when nobody has touched it, as a browser would send it.
function untouched({ view }: OpenView): Values {
  return Object.fromEntries(
    view.blocks.flatMap((block) => {
      if (block.type !== 'input' || !block.block_id) return []
      const { element } = block as unknown as { element: Record<string, unknown> }
      const { type, initial_value: value, initial_options: options, initial_option: option } = element
      const state = {
        type,
        ...(value === undefined ? {} : { value }),
        ...(options === undefined ? {} : { selected_options: options }),
        ...(option === undefined ? {} : { selected_option: option }),
      }
      return [[block.block_id, { [String(element['action_id'])]: state }]]
    }),
  )
}

async function allowInChannel(admin: SlackUser, approvers: string[]): Promise<void> {
  await admin.post('command', {
    user: admin.id,
    channel: admin.channel,
    command: '/paralegal',
    text: 'settings',
  })
  const form = await admin.form()
  await admin.submit(form, {
    approvers: { approvers: { type: 'multi_users_select', selected_users: approvers } },
    'may-export': { 'may-export': { type: 'checkboxes', selected_options: [{ value: 'yes' }] } },
  })
}

test('from a real contract with three answers to a vote, to an example that a second person agreed to, to a gate that uses it', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const prompts = join(home.folder, 'prompts')
  await cp(join(projectFolder, 'prompts'), prompts, { recursive: true })
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const [ada, ben, chiara] = ['U0ADA', 'U0BEN', 'U0CHIARA'].map((id) => new SlackUser(program.url, id))
  if (!ada || !ben || !chiara) throw new Error('nobody')

  const dropped = await ben.drop(contract)
  await ben.press(dropped, 'Contract analysis')
  await ben.press(dropped, 'Two more answers')
  const drafts = await seeDrafts(ben, dropped)
  const best = drafts.toSorted((a, b) => shown(b.message).length - shown(a.message).length)[0]
  if (!best) throw new Error('no draft')
  await vote(chiara, best)
  await vote(ben, best)
  await closeVote(ben, dropped, 'It says what to read first.')
  await ben.sees(dropped, `The result: draft ${best.label}`)

  // What the channel keeps to itself becomes no file.
  expect(await ben.told(async () => ben.press(dropped, 'Keep as example'))).toContain(
    'Texts of this channel may not leave the log',
  )
  await allowInChannel(ada, ['U0CHIARA'])
  await ben.press(dropped, 'Keep as example')
  const form = await ben.form()
  expect(JSON.stringify(form.view)).toContain('An approver of this channel has to agree')
  const values = untouched(form)
  values['text-0'] = {
    text: { type: 'plain_text_input', value: 'Read the exclusivity first. Edited by Ben.' },
  }
  await ben.submit(form, values)
  await ben.sees(dropped, 'proposes this result as an example')
  expect(await ben.told(async () => ben.press(dropped, 'Agree'))).toBe(
    'You proposed it: somebody else has to agree.',
  )
  await chiara.press(dropped, 'Agree')
  const kept = await ben.sees(dropped, 'Kept as an example')
  expect(shown(kept)).toContain('"user_id":"U0CHIARA"')

  const file = join(prompts, 'analyze-contract/cases.csv')
  const { rows } = parseTable(await readFile(file, 'utf8'), file)
  const gold = rows.filter((row) => row['__tags'] === 'gold')
  expect(gold).toHaveLength(1)
  expect(gold[0]).toMatchObject({
    ideal_output: 'Read the exclusivity first. Edited by Ben.',
    __proposed_by: 'U0BEN',
    __approved_by: 'U0CHIARA',
    __model: 'offline/offline-extractive',
  })
  const calls = await database.db
    .selectFrom('generation')
    .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
    .innerJoin('ballot', 'ballot.task_id', 'generation.task_id')
    .select('generation.id')
    .whereRef('subtask.variation', '=', 'ballot.winner')
    .execute()
  expect(gold[0]?.['__source_call_id']?.split(' ').sort()).toEqual(calls.map(({ id }) => id).sort())
  const at = { home: home.folder, databaseUrl: database.url }
  expect((await runCommand(at, 'cases', 'check', 'analyze-contract')).code).toBe(0)

  const baseline = join(prompts, 'analyze-contract/baseline.json')
  const gate = async () => runCommand(at, 'eval', 'analyze-contract', '--tags', 'gold', '--gate', baseline)
  const good = await gate()
  expect(good.stderr).toContain('The gate lets it pass')
  expect(good.stdout).toContain('| offline/offline-extractive |')
  expect(good.code).toBe(0)
  // A change that loses what the example has is stopped by it.
  for (const part of ['key-terms', 'obligations', 'deadlines', 'risk-areas', 'recommended-amendments'])
    await writeFile(join(prompts, 'analyze-contract', `${part}.txt`), 'Task: say what you see.\n')
  const bad = await gate()
  expect(bad.stderr).toMatch(/The example \S+, which the baseline does not know, reaches only/)
  expect(bad.code).toBe(1)
}, 150_000)
