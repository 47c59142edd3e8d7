import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { OpenView } from '../../src/workspace/client-protocol.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const fixtures = join(projectFolder, 'test/fixtures')
const contract = join(fixtures, 'agency.pdf')

/** The program in a home of its own, with one more analysis that asks for a value of every type. */
async function openScene() {
  const resources = new AsyncDisposableStack()
  const database = resources.use(await createTestDatabase())
  const home = resources.use(await makeHome())
  const prompts = join(home.folder, 'prompts')
  await cp(join(projectFolder, 'prompts'), prompts, { recursive: true })
  await mkdir(join(prompts, 'lease'))
  await cp(join(prompts, 'analyze-contract'), join(prompts, 'lease'), { recursive: true })
  const file = join(prompts, 'lease', 'analysis.yml')
  const lease = parse(await readFile(file, 'utf8')) as Record<string, unknown> & { variables: object[] }
  const more = [
    { name: 'rent', label: 'Rent', type: 'number', required: true },
    { name: 'reviewer', label: 'Reviewer', type: 'person' },
  ]
  const changed = { title: 'Lease review', command: '/review-lease', fits: ['pdf'] }
  await writeFile(file, stringify({ ...lease, ...changed, variables: [...lease.variables, ...more] }))
  const program = resources.use(await startProgram({ home: home.folder, databaseUrl: database.url }))
  return {
    ada: new SlackUser(program.url),
    ben: new SlackUser(program.url, 'U0BEN'),
    tasks: async () => database.db.selectFrom('task').selectAll().orderBy('created_at').execute(),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function formOf(user: SlackUser, act: () => Promise<unknown>): Promise<OpenView> {
  await act()
  return user.form()
}

const chosen = (value: string) => ({ selected_option: { value, text: { type: 'plain_text', text: value } } })

test('the shortcut on a message opens the form about its files and answers in its thread', async () => {
  await using scene = await openScene()
  const { ada } = scene
  const dropped = await ada.drop(contract)
  const at = { channel: dropped.channel, ts: dropped.ts }
  const form = await formOf(ada, () =>
    ada.post('shortcut', { user: ada.id, callback_id: 'analyse_file', ...at }),
  )
  expect(JSON.stringify(form.view.blocks)).toContain('agency.pdf')
  // Another analysis is chosen: its fields come.
  await ada.post('action', {
    user: ada.id,
    container: { type: 'view', view_id: form.id },
    block_id: '-analysis',
    action_id: 'choose-analysis',
    element: { type: 'static_select', ...chosen('lease') },
  })
  const changed = await until(async () =>
    (await ada.state()).views.find(({ view }) => JSON.stringify(view).includes('"rent"')),
  )
  // A value that is missing is said at its field.
  await ada.submit(changed, { '-analysis': { 'choose-analysis': chosen('lease') } })
  const refused = await until(async () => (await ada.state()).views.find(({ errors }) => errors['rent']))
  expect(refused.errors).toEqual({ rent: 'This is needed.' })
  await ada.submit(changed, {
    '-analysis': { 'choose-analysis': chosen('lease') },
    rent: { number: { value: '1200.50' } },
    reviewer: { person: { selected_user: 'U0BEN' } },
  })
  await ada.sees(dropped, 'offline/offline-extractive')
  const [task] = await scene.tasks()
  expect(task).toMatchObject({
    analysis: 'lease',
    requested_by: 'U0ADA',
    thread_ts: dropped.ts,
    variables: { rent: '1200.50', reviewer: 'Ben Okafor (U0BEN)' },
  })
})

test('the shortcut on a message without a file says so to the person alone', async () => {
  await using scene = await openScene()
  const { ada } = scene
  await ada.post('message', {
    user: ada.id,
    channel: ada.channel,
    text: 'no file',
    thread_ts: null,
    files: [],
  })
  const { messages } = await ada.state()
  const { channel, ts } = messages.find(({ text }) => text === 'no file') ?? { channel: '', ts: '' }
  const said = await ada.told(() =>
    ada.post('shortcut', { user: ada.id, callback_id: 'analyse_file', channel, ts }),
  )
  expect(said).toContain('That message has no file.')
})

test('the shortcut from anywhere asks for document and place; left empty, the result is a direct message', async () => {
  await using scene = await openScene()
  const { ada } = scene
  const nowhere = { channel: null, ts: null }
  const open = () => ada.post('shortcut', { user: ada.id, callback_id: 'analyse_document', ...nowhere })
  const form = await formOf(ada, open)
  const file = await ada.upload(await readFile(contract), 'private.pdf')
  const document = { file: { type: 'file_input', files: [{ id: file.id }] } }
  await ada.submit(form, { '-analysis': { 'choose-analysis': chosen('analyze-contract') }, document })
  const opening = await until(async () =>
    (await ada.state()).messages.find(
      (message) => !message.thread_ts && shown(message).includes('private.pdf'),
    ),
  )
  expect(opening.channel).toBe('D0ADA')
  await ada.sees(opening, 'offline/offline-extractive')

  const second = await formOf(ada, open)
  await ada.submit(second, {
    '-analysis': { 'choose-analysis': chosen('analyze-contract') },
    '-place': { place: { selected_conversation: ada.channel } },
    document,
  })
  const inChannel = await until(async () =>
    (await ada.state()).messages.find(({ channel, thread_ts }) => channel === ada.channel && !thread_ts),
  )
  expect(shown(inChannel)).toContain('private.pdf')
})

test('several files of a message are offered together, and started together or chosen in a form', async () => {
  await using scene = await openScene()
  const { ada } = scene
  const files = [
    await ada.upload(await readFile(contract), 'one.pdf'),
    await ada.upload(await readFile(join(fixtures, 'cloud-service.docx')), 'two.docx'),
    await ada.upload(Buffer.from('a,b\n1,2\n'), 'three.csv'),
  ].map(({ id }) => id)
  await ada.post('message', { user: ada.id, channel: ada.channel, text: 'please', thread_ts: null, files })
  const root = await until(async () => (await ada.state()).messages.find(({ text }) => text === 'please'))
  const offer = await ada.sees(root, 'these 2 files')
  await ada.sees(root, 'three.csv')
  expect(shown(offer)).toContain('Lease review')
  // The lease review reads PDF only.
  const form = await formOf(ada, () => ada.press(root, 'With details…'))
  expect(JSON.stringify(form.view.blocks)).toMatch(/"checkboxes".*one\.pdf.*two\.docx/)
  await ada.submit(form, {
    '-analysis': { 'choose-analysis': chosen('analyze-contract') },
    '-files': { files: { selected_options: [{ value: files[1] }] } },
  })
  await until(async () => (await scene.tasks()).length === 1)
  await ada.press(root, 'Contract analysis of all 2')
  await until(async () => (await scene.tasks()).length === 3)
  await ada.press(root, 'Lease review of one.pdf')
  const tasks = await until(
    async () => {
      const all = await scene.tasks()
      return all.length === 4 && all.every(({ state }) => state === 'done') ? all : undefined
    },
    { timeoutMs: 60_000 },
  )
  expect(tasks.map(({ analysis, file_name }) => `${analysis} ${file_name}`).toSorted()).toEqual([
    'analyze-contract one.pdf',
    'analyze-contract two.docx',
    'analyze-contract two.docx',
    'lease one.pdf',
  ])
  const offers = (await ada.thread(root)).filter((message) => shown(message).includes('three.csv'))
  expect(offers).toHaveLength(1)
})
