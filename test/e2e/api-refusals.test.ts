import { expect, test } from 'vitest'
import { ApiClient, apiToken, type ApiAnswer } from '../support/api-client.ts'
import { note, on, tasks, withProgram } from '../support/api-scene.ts'
import { SlackUser } from '../support/slack-user.ts'

test('a request that cannot be done says why, and makes no task', async () => {
  await withProgram(on, async ({ api, database }) => {
    const refusals: [Promise<ApiAnswer>, number, string][] = [
      [
        api.post(note, { fields: { analysis: 'poem' } }),
        400,
        'There is no analysis poem. There is: analyze-contract,',
      ],
      [api.post(note, { fields: { analysis: undefined } }), 400, 'Say in the field `analysis`'],
      [api.post({ ...note, bytes: Buffer.alloc(0) }), 400, 'The file is empty'],
      [api.post(note, { fields: { file: 'text' } }), 400, 'Send the document as the file field `file`.'],
      [api.post(note, { fields: { variables: '{' } }), 400, '`variables` is a JSON object of texts'],
      [
        api.post(note, { fields: { variables: '{"parties":7}' } }),
        400,
        '`variables` is a JSON object of texts',
      ],
      [
        api.post(note, { fields: { variables: '{"parties":"\\u0000"}' } }),
        400,
        '`variables` is a JSON object',
      ],
      [
        api.post(note, { fields: { variables: '{"colour":"red"}' } }),
        400,
        'has no variable colour. It has: contract_title',
      ],
      [
        api.post(note, { fields: { variable: '{}' } }),
        400,
        'There is no field variable. There is: file, analysis',
      ],
      [
        api.post(note, { fields: { variations: '10', lane: 'eval' } }),
        400,
        '`variations` is a number from 1 to 9.',
      ],
      [api.post(note, { fields: { lane: 'eval' } }), 400, '`lane` is batch, or person'],
      [api.post(note, { key: 'x'.repeat(201) }), 400, 'An Idempotency-Key has 1 to 200'],
      [send('application/json', '{}'), 415, 'Send multipart/form-data'],
      [send('multipart/form-data; boundary=a', 'no form'), 400, 'The multipart form cannot be read'],
      [api.get('00000000-0000-4000-8000-000000000000'), 404, 'There is no task 00000000'],
      [api.cancel('00000000-0000-4000-8000-000000000000'), 404, 'There is no task 00000000'],
      [api.get('0000'), 404, 'That is not the id of a task.'],
      [api.get('0000/findings'), 404, 'There is only /api/tasks (POST)'],
      [api.request('/api/tasks'), 405, 'GET is not answered here, only POST.'],
    ]
    for (const [asked, status, message] of refusals) {
      const answer = await asked
      expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(message) } } })
      expect(JSON.stringify(answer.body)).not.toContain('src/')
    }
    expect(await tasks(database)).toEqual([])

    async function send(type: string, body: string): Promise<ApiAnswer> {
      return api.request('/api/tasks', { method: 'POST', body, headers: { 'content-type': type } })
    }
  })
})

test('a file over 50 MB is refused by its size, whether the request says its length or not', async () => {
  await withProgram(on, async ({ api, database }) => {
    const limit = 50 * 1024 * 1024
    for (const size of [limit + 1, limit * 1.1]) {
      const answer = await api.post({ bytes: Buffer.alloc(size), name: 'large.txt' })
      expect(answer).toMatchObject({ status: 413, body: { error: { code: 'document_too_large' } } })
    }
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
    })
    const headers = { 'content-type': 'multipart/form-data; boundary=a' }
    const endless = api.request('/api/tasks', { method: 'POST', body, headers, duplex: 'half' })
    expect((await endless).status).toBe(413)
    expect(await tasks(database)).toEqual([])
  })
})

test('who does not say the token is told so and gets nothing', async () => {
  await withProgram(on, async ({ api, program, database }) => {
    const { body } = await api.post(note)
    const wrong = [null, `${apiToken}0`, 'two words']
    for (const token of wrong) {
      const stranger = new ApiClient(program.url, token)
      for (const answer of [
        await stranger.get(body['task']),
        await stranger.post(note),
        await stranger.get(''),
      ]) {
        expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } })
        expect(answer.headers.get('www-authenticate')).toContain('Bearer ')
      }
    }
    expect(await tasks(database)).toHaveLength(1)
  })
})

test('without PARALEGAL_API_TOKEN the API is off, and says which variable turns it on', async () => {
  await withProgram({}, async ({ api, program }) => {
    expect(program.output()).toContain('API       off (PARALEGAL_API_TOKEN is not set)')
    for (const answer of [await api.post(note), await api.get('x'), await api.request('/api/tasks')]) {
      expect(answer.status).toBe(404)
      expect(answer.body.error).toMatchObject({
        code: 'api_off',
        message: expect.stringContaining('PARALEGAL_API_TOKEN'),
      })
    }
    expect((await new SlackUser(program.url).state()).messages).toEqual(expect.any(Array))
  })
})
