import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { noteTask, withIds } from '../../src/ids.ts'
import { logOptions } from '../../src/log.ts'
import { boltLogger } from '../../src/slack/bolt-log.ts'

function listen() {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString('utf8')) as Record<string, unknown>)
      done()
    },
  })
  return { log: pino(logOptions('debug'), stream), lines }
}

test('a line carries the ids of the work that it was written in, also those found out on the way', async () => {
  const { log, lines } = listen()
  await withIds({ job: 'run-subtask', subtaskId: 's1' }, async () => {
    log.info('before')
    await Promise.resolve()
    noteTask({ taskId: 't1' })
    log.info('after')
  })
  log.info('outside')
  expect(lines).toMatchObject([{ job: 'run-subtask', subtaskId: 's1' }, { taskId: 't1' }, { msg: 'outside' }])
  expect(lines[0]).not.toHaveProperty('taskId')
  expect(lines[2]).not.toHaveProperty('job')
})

test.each([
  ['a message', new Error('secret contract')],
  ['a message that looks like a place', new Error('first\n    at secret contract (x.ts:1:1)')],
  ['no place', Object.assign(new Error('secret'), { stack: 'Error: secret contract' })],
  ['a cause', new AppError('usage', 'ours', { userMessage: 'secret', cause: new Error('secret contract') })],
  ['fields of others', Object.assign(new Error('x'), { body: 'secret contract' })],
])('of an error with %s only kind, code and place are written', (_what, error) => {
  const { log, lines } = listen()
  log.error({ err: error }, 'it failed')
  expect(JSON.stringify(lines)).not.toContain('secret')
  expect(lines[0]).toMatchObject({ msg: 'it failed', err: { name: error.name } })
})

test('a stack says where an error was thrown', () => {
  const { log, lines } = listen()
  log.error({ err: new Error('x') })
  expect(lines[0]).toMatchObject({
    err: { stack: expect.stringMatching(/^ {4}at .*log\.test\.ts/) as string },
  })
})

test.each([
  ['Malformed request body: Unexpected token, "the secret" is not JSON', 'Malformed request body'],
  ["filename supplied 'secret' may be missing a proper extension", 'filename supplied'],
  ['Failed to retrieve a new WSS URL (error: invalid_auth)', 'Failed to retrieve a new WSS URL invalid_auth'],
  ['WebSocket error occurred: read ECONNRESET secret', 'WebSocket error occurred ECONNRESET'],
])('of what Slack’s library says, %j, its beginning and the known codes are kept', (said, kept) => {
  const { log, lines } = listen()
  boltLogger(log).warn(said, { text: 'secret' })
  expect(lines).toMatchObject([{ said: kept }])
  expect(JSON.stringify(lines)).not.toContain('secret')
})
