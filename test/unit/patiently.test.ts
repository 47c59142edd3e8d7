import { expect, test } from 'vitest'
import { patiently } from '../../src/db/patiently.ts'
import { AppError } from '../../src/errors.ts'

test('work is done again while the server is away', async () => {
  let tries = 0
  const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  const failures = [new Error('Connection terminated unexpectedly'), refused]
  const done = await patiently(async () => {
    const failure = failures[tries++]
    if (failure) throw failure
    return 'kept'
  })
  expect({ done, tries }).toEqual({ done: 'kept', tries: 3 })
})

test.each([new AppError('prompt_invalid', 'no', { userMessage: 'no' }), new TypeError('a bug')])(
  '%s is thrown at once',
  async (error) => {
    let tries = 0
    const work = async () => {
      tries++
      throw error
    }
    await expect(patiently(work)).rejects.toBe(error)
    expect(tries).toBe(1)
  },
)
