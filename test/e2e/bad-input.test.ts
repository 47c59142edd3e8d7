import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { makeHome, projectFolder, runCommand, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'

const fixtures = join(projectFolder, 'test/fixtures')

interface BadFile {
  name: string
  file: Buffer
  says: string
  code: string
}

async function badFiles(): Promise<BadFile[]> {
  const hostile = (name: string) => readFile(join(fixtures, 'hostile', name))
  return [
    {
      name: 'encrypted.pdf',
      file: await hostile('encrypted-userpw.pdf'),
      says: 'protected by a password',
      code: 'document_encrypted',
    },
    {
      name: 'truncated.pdf',
      file: await hostile('truncated.pdf'),
      says: 'is damaged',
      code: 'document_unreadable',
    },
    { name: 'empty.pdf', file: Buffer.alloc(0), says: 'is empty', code: 'document_empty' },
    { name: 'blank.txt', file: Buffer.from(' \n \n'), says: 'is empty', code: 'document_empty' },
    {
      name: 'login.pdf',
      file: await hostile('html-as.pdf'),
      says: 'it is a web page',
      code: 'document_type_unsupported',
    },
    {
      name: 'pages.pdf',
      file: await hostile('pagetree-doubling-16M.pdf'),
      says: 'is damaged',
      code: 'document_unreadable',
    },
    {
      name: 'large.txt',
      file: Buffer.alloc(51 * 1024 * 1024, 'contract '),
      says: 'larger than 50 MB',
      code: 'document_too_large',
    },
  ]
}

test('a file that cannot be read gets a clear sentence in its thread, a failed task, and the program goes on', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const ada = new SlackUser(program.url)
  const bad = await badFiles()
  const dropped: Message[] = []
  for (const { name, file } of bad) {
    const message = await ada.drop({ name, bytes: file })
    await ada.press(message, 'Contract analysis')
    dropped.push(message)
  }
  for (const [index, { says }] of bad.entries()) {
    const message = dropped[index]
    if (message) await ada.sees(message, says, 60_000)
  }
  const tasks = await database.db.selectFrom('task').select(['file_name', 'state', 'error_code']).execute()
  expect(Object.fromEntries(tasks.map((task) => [task.file_name, [task.state, task.error_code]]))).toEqual(
    Object.fromEntries(bad.map(({ name, code }) => [name, ['failed', code]])),
  )

  const good = await ada.drop(join(fixtures, 'agency.pdf'))
  await ada.press(good, 'Contract analysis')
  await ada.sees(good, 'offline/offline-extractive')
}, 120_000)

test('a file of a kind that is never read is said so without a task; a picture only where it is meant for us', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const ada = new SlackUser(program.url)
  const photo = { name: 'photo.png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47]) }
  const among = await ada.drop(photo)
  const sheet = await ada.drop({ name: 'letter.doc', bytes: Buffer.from('PK') })
  await ada.sees(sheet, 'I read PDF, Word (.docx), text, web pages, RTF')
  const toUs = await ada.drop(photo, 'D0ADA')
  await ada.sees(toUs, 'What shall I do with photo.png?')
  expect(await ada.thread(among)).toEqual([])
  expect(await database.db.selectFrom('task').select('id').execute()).toEqual([])
})

test('the command line names the fault of a file, of a variable and of the environment', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const of = { home: home.folder, databaseUrl: database.url }
  const encrypted = await runCommand(of, 'analyze', join(fixtures, 'hostile/encrypted-userpw.pdf'))
  expect(encrypted.code).toBe(1)
  expect(encrypted.stdout).toContain('protected by a password')
  expect((await runCommand(of, 'analyze', 'no-such-file.pdf')).stderr).toBe(
    'no-such-file.pdf cannot be read.\n',
  )
  const wrong = await runCommand({ ...of, env: { PARALEGAL_MODEL: 'gpt' } }, 'log')
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toContain('PARALEGAL_MODEL: must be provider/model')
})
